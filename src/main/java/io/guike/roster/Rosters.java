package io.guike.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.imports.CsvCutter;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.roster.Uploads.PartView;
import io.guike.roster.Uploads.Window;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Imports as head office asks for them: told of, sent in parts, started and looked at. */
@ApplicationScoped
class Rosters {

    static final int MOST_PARTS = 1_000;
    static final long MOST_BYTES = 1L << 30;

    @Inject
    Database database;

    @Inject
    Uploads uploads;

    @Inject
    Vault vault;

    @Inject
    AuditLog audit;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * What an import is about.
     *
     * @param charset {@code UTF-8}, {@code GB18030}, or null where the file is to tell
     * @param corrects the run whose quarantined lines are mended here
     */
    record Plan(
            @Nullable String fileName,
            @Nullable String charset,
            @Nullable UUID corrects) {}

    enum State {
        UPLOADING,
        CHECKING,
        APPLYING,
        DONE,
        /** Given up after many tries; head office can have it tried again, and it goes on where it was. */
        FAILED
    }

    /**
     * @param position how many bytes this state has worked through, of {@code bytes}
     * @param lines records found; all of them once the state is APPLYING
     * @param joined cards that became those of somebody who had shown the phone number before
     * @param levelsKept lines whose level is not the member's, because head office set that by hand
     * @param quarantined lines put there by this run
     * @param open lines that are there still
     */
    record RunView(
            UUID id,
            String fileName,
            @Nullable UUID corrects,
            State state,
            @Nullable String charset,
            long bytes,
            long position,
            long lines,
            long created,
            long joined,
            long updated,
            long unchanged,
            long levelsKept,
            long quarantined,
            long open,
            Instant askedAt,
            @Nullable Instant startedAt,
            @Nullable Instant doneAt) {}

    private static final String VIEW = """
            select r.id, r.file_name, r.corrects, r.phase, r.state, r.charset, r.bytes, r.position, r.lines, r.created,
              r.joined, r.updated, r.unchanged, r.levels_kept, r.quarantined,
              (select count(*) from roster_quarantine q where q.run_id = r.id), r.asked_at, r.started_at, r.done_at
            from roster_run r""";

    private static RunView view(Row row) {
        return new RunView(
                row.uuid(0),
                row.text(1),
                row.uuidOrNull(2),
                state(row.text(3), row.text(4)),
                row.textOrNull(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11),
                row.number(12),
                row.number(13),
                row.number(14),
                row.number(15),
                row.instant(16),
                row.instantOrNull(17),
                row.instantOrNull(18));
    }

    private static State state(String phase, String state) {
        if (state.equals("DEAD")) {
            return State.FAILED;
        }
        return switch (RosterRun.Phase.valueOf(phase)) {
            case UPLOADING -> State.UPLOADING;
            case CHECKING -> State.CHECKING;
            case APPLYING -> State.APPLYING;
            case CLEARING, OVER -> State.DONE;
        };
    }

    /** @throws io.guike.platform.Problem {@code roster.run-unknown} */
    Uni<RunView> view(UUID id) {
        return database.sql(VIEW + " where r.id = :id")
                .with("id", id)
                .first(Rosters::view)
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem);
    }

    /** Newest first. */
    Uni<Page<RunView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(VIEW + " where (r.asked_at, r.id) < (:at, :id) order by r.asked_at desc, r.id desc"
                        + " limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Rosters::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.askedAt(), row.id())));
    }

    /**
     * Begins an import; nothing happens until it is started.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}, {@code roster.not-over} about the corrected run;
     *     {@code request.unsupported} for another charset
     */
    Uni<RunView> create(Caller by, Plan plan) {
        UUID id = Ids.next();
        String charset = known(plan.charset());
        return mustBeOver(plan.corrects())
                .chain(() -> database.sql("""
                                insert into roster_run (id, file_name, corrects, charset, phase, bytes, body_at, body_line,
                                  position, line, lines, created, joined, updated, unchanged, quarantined,
                                  quarantine_key, asked_by, asked_at, state, attempts, due_at)
                                values (:id, :name, :corrects, :charset, 'UPLOADING', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                  :key, :by, :now, 'UPLOADING', 0, :now)""")
                        .with("id", id)
                        .with("name", Objects.requireNonNullElse(plan.fileName(), "roster.csv"))
                        .with("corrects", plan.corrects())
                        .with("charset", charset)
                        .with("key", Ids.next())
                        .with("by", by.tag())
                        .with("now", clock.instant())
                        .run())
                .chain(() -> view(id));
    }

    private static @Nullable String known(@Nullable String charset) {
        if (charset == null) {
            return null;
        }
        return switch (charset.toUpperCase(Locale.ROOT)) {
            case "UTF-8" -> StandardCharsets.UTF_8.name();
            case "GBK", "GB2312", "GB18030" -> CsvCutter.GB18030.name();
            default -> throw PlatformProblem.UNSUPPORTED.because("charset: UTF-8 or GB18030");
        };
    }

    private Uni<Void> mustBeOver(@Nullable UUID corrected) {
        return corrected == null
                ? Uni.createFrom().voidItem()
                : view(corrected)
                        .invoke(run -> {
                            if (run.state() != State.DONE) {
                                throw RosterProblem.NOT_OVER.problem();
                            }
                        })
                        .replaceWithVoid();
    }

    /**
     * Takes a part. The same once more changes nothing; other bytes under a number replace what was sent before.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}, {@code roster.started}, {@code roster.too-large}
     */
    Uni<PartView> put(UUID id, int number, byte[] bytes) {
        if (number < 1 || number > MOST_PARTS) {
            throw PlatformProblem.REQUEST_INVALID.because("parts are numbered from 1 to " + MOST_PARTS);
        }
        if (bytes.length == 0) {
            throw PlatformProblem.REQUEST_INVALID.because("the part is empty");
        }
        return uploads.sha256(bytes).chain(sha256 -> {
            PartView part = new PartView(number, bytes.length, sha256);
            return database.tx(
                    () -> uploading(id).chain(run -> keep(run, part, bytes)).replaceWith(part));
        });
    }

    private Uni<Void> keep(RosterRun run, PartView part, byte[] bytes) {
        return uploads.put(run.id(), part, bytes)
                .chain(grown -> {
                    if (run.bytes() + grown > MOST_BYTES) {
                        throw RosterProblem.TOO_LARGE.because("at most " + (MOST_BYTES >> 20) + " MiB");
                    }
                    return database.sql("update roster_run set bytes = bytes + :grown where id = :id")
                            .with("grown", grown)
                            .with("id", run.id())
                            .run();
                })
                .replaceWithVoid();
    }

    /** The run's row, held. */
    private Uni<RosterRun> uploading(UUID id) {
        return database.sql("select " + RosterRun.COLUMNS + " from roster_run where id = :id for update")
                .with("id", id)
                .first(RosterRun::of)
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem)
                .invoke(run -> {
                    if (!run.isUploading()) {
                        throw RosterProblem.STARTED.problem();
                    }
                });
    }

    /** What has arrived so far. */
    Uni<List<PartView>> parts(UUID id) {
        return view(id).chain(run -> uploads.parts(id));
    }

    /**
     * Lets the import begin once all parts are there.
     *
     * @param parts how many there must be
     * @param bytes of all of them
     * @throws io.guike.platform.Problem {@code roster.run-unknown}, {@code roster.started}, {@code roster.incomplete},
     *     {@code roster.unreadable}, {@code import.refused} for its header
     */
    Uni<RunView> start(Caller by, UUID id, int parts, long bytes) {
        return database.tx(() -> uploading(id)
                .call(run -> uploads.parts(id).invoke(arrived -> mustBeWhole(arrived, parts, bytes)))
                .call(() -> uploads.join(id))
                .chain(run -> uploads.window(id, 0, run.bytes()).chain(window -> start(run, window)))
                .chain(() -> audit.record(by, "roster.start", "roster-run:" + id, Map.of("bytes", bytes)))
                .chain(() -> view(id)));
    }

    private static void mustBeWhole(List<PartView> arrived, int parts, long bytes) {
        List<Integer> numbers = arrived.stream().map(PartView::number).toList();
        List<Integer> missing = IntStream.rangeClosed(1, parts)
                .boxed()
                .filter(number -> !numbers.contains(number))
                .toList();
        if (!missing.isEmpty()) {
            throw RosterProblem.INCOMPLETE.because("missing parts: " + missing);
        }
        if (numbers.size() > parts) {
            throw RosterProblem.INCOMPLETE.because(numbers.size() + " parts have arrived, not " + parts);
        }
        long sum = arrived.stream().mapToLong(PartView::bytes).sum();
        if (sum != bytes) {
            throw RosterProblem.INCOMPLETE.because(sum + " bytes have arrived, not " + bytes);
        }
    }

    private Uni<Void> start(RosterRun run, Window window) {
        FileForm form = FileForm.of(window, run.charset());
        Layout.of(form.header(), vault, Days.today(clock));
        if (run.corrects() != null && !Layout.has(form.header(), Layout.LINE)) {
            throw RosterProblem.UNREADABLE.because("更正文件要保留“行号”列 / a correction keeps the column line");
        }
        return database.sql("""
                        update roster_run set charset = :charset, header = :header, phase = 'CHECKING',
                          body_at = :at, position = :at, body_line = :line, line = :line, state = 'PENDING',
                          started_at = :now, due_at = :now where id = :id""")
                .with("charset", form.charset().name())
                .with("header", write(form.header()))
                .with("at", form.bodyAt())
                .with("line", form.bodyLine())
                .with("now", clock.instant())
                .with("id", run.id())
                .run()
                .replaceWithVoid();
    }

    /** A file that comes in one request: all of the above at once, or nothing. */
    Uni<RunView> importWhole(Caller by, Plan plan, byte[] bytes) {
        return database.tx(() -> create(by, plan)
                .chain(run -> put(run.id(), 1, bytes).chain(part -> start(by, run.id(), 1, part.bytes()))));
    }

    private String write(List<String> cells) {
        try {
            return json.writeValueAsString(cells);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
