package io.guike.grant;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.coupon.Templates;
import io.guike.imports.SentFile;
import io.guike.imports.Uploads;
import io.guike.imports.Uploads.Manifest;
import io.guike.imports.Uploads.PartView;
import io.guike.imports.Uploads.PartsView;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Coupons for a list of members (批量发券), as head office asks for them: told of, sent in parts, started and looked at;
 * {@link IssueRuns} works through it.
 */
@ApplicationScoped
class Issues {

    /** A million lines of a number and a name, and some. */
    private static final long MOST_BYTES = 64L << 20;

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Uploads uploads;

    @Inject
    Counts counts;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** @param charset as the sender declares it; null where the file is to tell */
    record Plan(UUID template, String name, @Nullable String charset) {}

    enum State {
        UPLOADING,
        RUNNING,
        DONE,
        /** Given up after many tries; head office can have it tried again, and it goes on where it was. */
        FAILED
    }

    /**
     * @param position how many bytes of the file were worked through, of {@code bytes}
     * @param lines found so far, without blank ones
     * @param outcomes how many of them came to what
     */
    record RunView(
            UUID id,
            UUID templateId,
            String name,
            State state,
            @Nullable String charset,
            long bytes,
            long position,
            int lines,
            Map<String, Long> outcomes,
            Instant askedAt,
            @Nullable Instant startedAt,
            @Nullable Instant doneAt) {}

    record LineView(
            int line,
            String number,
            LineOutcome outcome,
            @Nullable UUID couponId) {}

    private static final String SELECT = """
            select r.id, r.template_id, r.name, r.state, f.charset, f.bytes, f.position, r.lines, r.outcomes, r.asked_at,
              r.started_at, r.done_at
            from grant_run r join import_file f on f.id = r.id""";

    private RunView view(Row row) {
        return new RunView(
                row.uuid(0),
                row.uuid(1),
                row.text(2),
                switch (row.text(3)) {
                    case "UPLOADING" -> State.UPLOADING;
                    case "DONE" -> State.DONE;
                    case "DEAD" -> State.FAILED;
                    default -> State.RUNNING;
                },
                row.textOrNull(4),
                row.number(5),
                row.number(6),
                row.integer(7),
                counts.read(row.text(8)),
                row.instant(9),
                row.instantOrNull(10),
                row.instantOrNull(11));
    }

    /** Newest first. */
    Uni<Page<RunView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(SELECT
                        + " where (r.asked_at, r.id) < (:at, :id) order by r.asked_at desc, r.id desc limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(this::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.askedAt(), row.id())));
    }

    /** @throws io.guike.platform.Problem {@code grant.run-unknown} */
    Uni<RunView> get(UUID id) {
        return database.sql(SELECT + " where r.id = :id")
                .with("id", id)
                .first(this::view)
                .onItem()
                .ifNull()
                .failWith(GrantProblem.RUN_UNKNOWN::problem);
    }

    /**
     * Begins a run; nothing happens until it is started.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}; {@code request.unsupported} for its charset
     */
    Uni<RunView> create(Caller by, Plan plan) {
        UUID id = Ids.next();
        return database.tx(() -> templates
                .offered(plan.template())
                .chain(() -> insert(id, by, plan))
                .chain(() -> uploads.open(id, plan.charset()))
                .chain(() -> get(id)));
    }

    private Uni<Integer> insert(UUID id, Caller by, Plan plan) {
        return database.sql("""
                        insert into grant_run (id, template_id, name, lines, phase, asked_by, asked_at, state, attempts,
                          due_at)
                        values (:id, :template, :name, 0, 'UPLOADING', :by, :now, 'UPLOADING', 0, :now)""")
                .with("id", id)
                .with("template", plan.template())
                .with("name", plan.name().strip())
                .with("by", by.tag())
                .with("now", clock.instant())
                .run();
    }

    /**
     * Takes a part, see {@link Uploads#put}.
     *
     * @throws io.guike.platform.Problem {@code grant.run-unknown}
     */
    Uni<PartView> put(UUID id, int number, byte[] bytes) {
        return uploads.put(id, number, bytes, MOST_BYTES).onItem().ifNull().failWith(GrantProblem.RUN_UNKNOWN::problem);
    }

    /** What has arrived so far. */
    Uni<PartsView> parts(UUID id) {
        return get(id).chain(run -> uploads.parts(id));
    }

    /**
     * Lets coupons be given once all parts are there, see {@link Uploads#start}.
     *
     * @throws io.guike.platform.Problem {@code grant.run-unknown}; {@code import.refused} where it is no list of members
     */
    Uni<RunView> start(Caller by, UUID id, Manifest told) {
        return database.tx(() -> started(by, id, () -> uploads.start(id, told)));
    }

    /** A list that comes in one request: all of the above at once, or nothing. */
    Uni<RunView> issueWhole(Caller by, Plan plan, byte[] bytes) {
        return database.tx(() ->
                create(by, plan).chain(run -> started(by, run.id(), () -> uploads.whole(run.id(), bytes, MOST_BYTES))));
    }

    private Uni<RunView> started(Caller by, UUID id, Supplier<Uni<@Nullable SentFile>> starting) {
        return database.sql(IssueRun.SELECT + " where id = :id for no key update")
                .with("id", id)
                .first(IssueRun::of)
                .onItem()
                .ifNull()
                .failWith(GrantProblem.RUN_UNKNOWN::problem)
                .call(run -> starting.get().map(Objects::requireNonNull).call(file -> start(by, run, file)))
                .chain(() -> get(id));
    }

    private Uni<Void> start(Caller by, IssueRun run, SentFile file) {
        MemberList.of(file);
        return database.sql("""
                        update grant_run set phase = 'GIVING', state = 'PENDING', started_at = :now, due_at = :now
                        where id = :id""")
                .with("now", clock.instant())
                .with("id", run.id())
                .run()
                .chain(() -> audit.record(
                        by,
                        "grant.issue",
                        "coupon-issue:" + run.id(),
                        Map.of("template", run.template(), "bytes", file.bytes())));
    }

    /**
     * Those that were worked through, in the order of the file.
     *
     * @param outcome only lines that came to this, where given
     * @param cursor the last line seen
     */
    Uni<Page<LineView>> lines(UUID id, @Nullable LineOutcome outcome, @Nullable String cursor, int size) {
        int after = after(cursor);
        return get(id).chain(() -> lines(outcome)
                        .with("id", id)
                        .with("after", after)
                        .with("size", size + 1)
                        .list(Issues::line))
                .map(rows -> page(rows, size));
    }

    /** Each has an index that ends in the line, so that a page reads what it shows and no more. */
    private Sql lines(@Nullable LineOutcome outcome) {
        String select = """
                select line, number, outcome, coupon_id from grant_run_line
                where run_id = :id and line > :after %s order by line limit :size""";
        return outcome == null
                ? database.sql(select.formatted(""))
                : database.sql(select.formatted("and outcome = :outcome")).with("outcome", outcome.name());
    }

    private static LineView line(Row row) {
        return new LineView(row.integer(0), row.text(1), LineOutcome.valueOf(row.text(2)), row.uuidOrNull(3));
    }

    private static Page<LineView> page(List<LineView> rows, int size) {
        return rows.size() <= size
                ? new Page<>(rows, null)
                : new Page<>(
                        rows.subList(0, size), String.valueOf(rows.get(size - 1).line()));
    }

    private static int after(@Nullable String cursor) {
        try {
            return cursor == null ? 0 : Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw PlatformProblem.CURSOR_INVALID.problem();
        }
    }

    /**
     * Has those lines tried again that may come to something else now, once the file is worked through; whoever has their
     * coupon keeps it.
     *
     * @throws io.guike.platform.Problem {@code grant.run-unknown}
     */
    Uni<RunView> again(Caller by, UUID id) {
        return database.tx(() -> database.sql(
                        "update grant_run set retried = 0 where id = :id and phase <> 'UPLOADING'")
                .with("id", id)
                .run()
                .chain(() -> database.sql("""
                                update grant_run r set state = 'PENDING', attempts = 0, lease = null, due_at = :now,
                                  done_at = null
                                where id = :id and (state = 'DONE' or state = 'DEAD'
                                  and exists (select 1 from import_part p where p.file_id = r.id))""")
                        .with("id", id)
                        .with("now", clock.instant())
                        .run())
                .chain(() -> get(id))
                .call(() -> audit.record(by, "grant.issue-again", "coupon-issue:" + id, Map.of())));
    }
}
