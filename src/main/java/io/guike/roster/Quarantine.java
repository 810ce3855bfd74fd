package io.guike.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.imports.CsvCutter;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.roster.Verdict.Refused;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines that were not applied, with the reasons. Each is sealed under a key of the run's quarantine, which is
 * destroyed when the last line has left.
 */
@ApplicationScoped
class Quarantine {

    private static final int BATCH = 500;

    private static final Pattern SEPARATOR = Pattern.compile("[,;|\\t\"]");

    /** So that spreadsheets know the charset. */
    private static final String UTF_8_MARK = "\uFEFF";

    @Inject
    Database database;

    @Inject
    Vault vault;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** @param message for people, in both languages */
    record FlawView(
            Reason code, @Nullable String column, @Nullable Long otherLine, String message) {

        static FlawView of(Flaw flaw) {
            return new FlawView(
                    flaw.reason(),
                    flaw.column(),
                    flaw.otherLine(),
                    flaw.reason().text());
        }
    }

    /** @param card null where the line tells none that can be read */
    record LineView(long line, @Nullable String card, List<FlawView> flaws, Instant at) {}

    /** The names are those of the JSON that the statement below reads. */
    private record Kept(
            long line,
            @Nullable String card,
            @Nullable String phone,
            String otherPhones,
            String flaws,
            @Nullable String sealed) {}

    private record Line(long line, String flaws, byte @Nullable [] sealed) {}

    /** What the download needs to know of a run. */
    private record Source(UUID run, UUID key, List<String> header) {}

    private static String field(long line) {
        return "roster.line." + line;
    }

    Uni<Void> add(RosterRun run, List<Refused> refused) {
        if (refused.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Refused> keeping = refused.stream().filter(Refused::keeps).toList();
        return vault.sealAll(keeping.stream()
                        .map(one -> new Vault.Clear(
                                run.quarantineKey(),
                                field(one.read().line()),
                                one.read().text()))
                        .toList())
                .chain(closed -> insert(run, refused, byLine(keeping, closed)));
    }

    private static Map<Long, byte[]> byLine(List<Refused> keeping, List<byte[]> sealed) {
        return IntStream.range(0, keeping.size())
                .boxed()
                .collect(Collectors.toMap(i -> keeping.get(i).read().line(), sealed::get));
    }

    private Uni<Void> insert(RosterRun run, List<Refused> refused, Map<Long, byte[]> sealed) {
        List<Kept> rows = refused.stream()
                .map(one -> kept(one, sealed.get(one.read().line())))
                .toList();
        return database.sql("""
                        insert into roster_quarantine (run_id, line, card, phone_hash, other_phones, flaws, sealed, at)
                        select :run, line, card, phone, string_to_array(nullif("otherPhones", ''), ','), flaws,
                          decode(sealed, 'hex'), :now
                        from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(line bigint, card text,
                          phone text, "otherPhones" text, flaws text, sealed text)""")
                .with("run", run.id())
                .with("now", clock.instant())
                .with("rows", write(rows))
                .run()
                .replaceWithVoid();
    }

    private Kept kept(Refused one, byte @Nullable [] sealed) {
        Entry entry = one.read().entry();
        return new Kept(
                one.read().line(),
                entry == null || !one.keeps() ? null : entry.card(),
                entry == null || !one.keeps() ? null : entry.phoneHash(),
                entry == null ? String.join(",", phonesIn(one.read().text())) : "",
                write(one.flaws()),
                sealed == null ? null : HexFormat.of().formatHex(sealed));
    }

    /** A line that tells no card may still tell a phone, in whatever cell: its owner, once erased, takes the line along. */
    private Set<String> phonesIn(String text) {
        return SEPARATOR
                .splitAsStream(text)
                .flatMap(cell -> PhoneNumber.in(cell).stream())
                .map(phone -> vault.hash(phone.e164()))
                .collect(Collectors.toSet());
    }

    /** Lines that a correction has dealt with: they are right now, or in the quarantine of the correcting run. */
    Uni<Void> settle(UUID run, Collection<Long> lines) {
        return lines.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql("delete from roster_quarantine where run_id = :run and line in (:lines)")
                        .with("run", run)
                        .with("lines", List.copyOf(lines))
                        .run()
                        .replaceWithVoid();
    }

    /** Destroys the key of a run that is over where no line is left. */
    Uni<Void> closeIfEmpty(UUID run) {
        return database.sql("""
                        select quarantine_key from roster_run where id = :run and phase in ('CLEARING', 'OVER')
                          and not exists (select 1 from roster_quarantine where run_id = :run)""").with("run", run).list(row -> row.uuid(0)).chain(vault::destroy);
    }

    /** In the order of the file. The lines themselves come with the download only. */
    Uni<Page<LineView>> list(UUID run, @Nullable String cursor, int size) {
        return known(run)
                .chain(() -> database.sql("""
                        select line, card, flaws, at from roster_quarantine where run_id = :run and line > :line
                        order by line limit :size""")
                        .with("run", run)
                        .with("line", cursor == null ? 0 : line(Cursor.firstOr(cursor)))
                        .with("size", size + 1)
                        .list(this::view)
                        .map(rows -> Page.of(rows, size, row -> new Cursor("" + row.line(), run))));
    }

    private static long line(Cursor cursor) {
        try {
            return Long.parseLong(cursor.key());
        } catch (NumberFormatException e) {
            throw PlatformProblem.CURSOR_INVALID.problem();
        }
    }

    private LineView view(Row row) {
        return new LineView(
                row.number(0),
                row.textOrNull(1),
                flaws(row.text(2)).stream().map(FlawView::of).toList(),
                row.instant(3));
    }

    private Uni<Source> known(UUID run) {
        return database.sql("""
                        select r.quarantine_key, coalesce(f.header, '[]') from roster_run r
                        join import_file f on f.id = r.id where r.id = :run""")
                .with("run", run)
                .first(row -> new Source(run, row.uuid(0), read(row.text(1), new TypeReference<List<String>>() {})))
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem);
    }

    /** The lines as they were sent, each with its number and what is wrong, to be mended and sent again. */
    Multi<String> csv(Caller by, UUID run) {
        return known(run)
                .call(() -> audit.record(by, "roster.quarantine-download", "roster-run:" + run, Map.of()))
                .onItem()
                .transformToMulti(source -> Multi.createBy()
                        .concatenating()
                        .streams(Multi.createFrom().item(UTF_8_MARK + header(source)), lines(source)));
    }

    private static String header(Source source) {
        List<String> names = new ArrayList<>(
                List.of(Layout.LINE.names().get(1), Layout.REASONS.names().get(1)));
        source.header().stream().filter(name -> !Layout.isOurs(name)).forEach(names::add);
        return names.stream().map(CsvCutter::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private Multi<String> lines(Source source) {
        AtomicLong after = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> some(source, after))
                .until(List::isEmpty)
                .onItem()
                .transform(rows -> String.join("", rows));
    }

    private Uni<List<String>> some(Source source, AtomicLong after) {
        return database.sql("""
                        select line, flaws, sealed from roster_quarantine where run_id = :run and line > :line
                        order by line limit :size""")
                .with("run", source.run())
                .with("line", after.get())
                .with("size", BATCH)
                .list(row -> new Line(row.number(0), row.text(1), row.isNull(2) ? null : row.bytes(2)))
                .invoke(lines -> lines.forEach(one -> after.set(one.line())))
                .chain(lines -> opened(source, lines)
                        .map(texts -> IntStream.range(0, lines.size())
                                .mapToObj(i -> row(
                                        source,
                                        lines.get(i),
                                        texts.get(lines.get(i).line())))
                                .toList()));
    }

    private Uni<Map<Long, String>> opened(Source source, List<Line> lines) {
        List<Line> kept = lines.stream().filter(line -> line.sealed() != null).toList();
        return vault.openAll(kept.stream()
                        .map(line -> new Vault.Sealed(
                                source.key(), field(line.line()), Objects.requireNonNull(line.sealed())))
                        .toList())
                .map(texts -> IntStream.range(0, kept.size())
                        .boxed()
                        .filter(i -> texts.get(i) != null)
                        .collect(Collectors.toMap(i -> kept.get(i).line(), i -> Objects.requireNonNull(texts.get(i)))));
    }

    /** A line that could be cut into cells goes without our own columns, which stand in front already. */
    private String row(Source source, Line line, @Nullable String text) {
        String reasons = flaws(line.flaws()).stream().map(Flaw::told).collect(Collectors.joining("；"));
        return line.line() + "," + CsvCutter.cell(reasons) + "," + Layout.withoutOurs(source.header(), text) + "\r\n";
    }

    /**
     * Gives up the lines that are left.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}, {@code roster.not-over}
     */
    Uni<Void> discard(Caller by, UUID run) {
        return database.tx(() -> mustBeOver(run)
                        .chain(() -> destroyKey(run))
                        .chain(() -> audit.record(by, "roster.quarantine-discard", "roster-run:" + run, Map.of())))
                .chain(() -> empty(run));
    }

    private Uni<Void> mustBeOver(UUID run) {
        return database.sql("select phase = 'OVER' from roster_run where id = :run for update")
                .with("run", run)
                .first(row -> row.flag(0))
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem)
                .invoke(over -> {
                    if (!over) {
                        throw RosterProblem.NOT_OVER.problem();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> destroyKey(UUID run) {
        return database.sql("select quarantine_key from roster_run where id = :run")
                .with("run", run)
                .list(row -> row.uuid(0))
                .chain(vault::destroy);
    }

    /** The key goes first, and with it all that can be read; then the lines, some at a time, however many they are. */
    Uni<Void> empty(UUID run) {
        return destroyKey(run)
                .chain(() -> Database.whileMore(() -> database.tx(
                        () -> database.sql("""
                                delete from roster_quarantine where run_id = :run and line <= (
                                  select max(line) from (
                                    select line from roster_quarantine where run_id = :run
                                    order by line limit 5000) first)""").with("run", run).run().map(gone -> gone > 0))));
    }

    private List<Flaw> flaws(String text) {
        return read(text, new TypeReference<List<Flaw>>() {});
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
