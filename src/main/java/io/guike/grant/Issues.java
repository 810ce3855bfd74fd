package io.guike.grant;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.coupon.Templates;
import io.guike.grant.MemberList.Line;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Coupons for a list of members (批量发券), as head office asks for them; {@link IssueRuns} works through it. */
@ApplicationScoped
class Issues {

    private static final int AT_ONCE = 5_000;

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    enum State {
        RUNNING,
        DONE,
        /** Given up after many tries; head office can have it tried again, and it goes on where it was. */
        FAILED
    }

    /** @param outcomes how many lines came to what so far; null in lists */
    record RunView(
            UUID id,
            UUID templateId,
            String name,
            State state,
            int lines,
            Instant askedAt,
            @Nullable Instant doneAt,
            @Nullable Map<String, Long> outcomes) {}

    record LineView(
            int line,
            String number,
            @Nullable LineOutcome outcome,
            @Nullable UUID couponId) {}

    private record Count(String outcome, long lines) {}

    private static final String SELECT =
            "select id, template_id, name, state, lines, asked_at, done_at from grant_run r";

    private static RunView view(Row row) {
        return new RunView(
                row.uuid(0),
                row.uuid(1),
                row.text(2),
                switch (row.text(3)) {
                    case "DONE" -> State.DONE;
                    case "DEAD" -> State.FAILED;
                    default -> State.RUNNING;
                },
                row.integer(4),
                row.instant(5),
                row.instantOrNull(6),
                null);
    }

    /**
     * Takes a list in and starts to work through it.
     *
     * @throws io.guike.platform.Problem {@code coupon.template-unknown}
     */
    Uni<RunView> start(Caller by, UUID template, String name, List<Line> lines) {
        UUID id = Ids.next();
        return templates
                .offered(template)
                .chain(() -> insert(id, by, template, name, lines.size()))
                .chain(() -> Database.each(parts(lines), part -> insert(id, part)))
                .chain(() -> audit.record(
                        by, "grant.issue", "coupon-issue:" + id, Map.of("template", template, "lines", lines.size())))
                .chain(() -> get(id));
    }

    private static List<List<Line>> parts(List<Line> lines) {
        List<List<Line>> parts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += AT_ONCE) {
            parts.add(lines.subList(i, Math.min(lines.size(), i + AT_ONCE)));
        }
        return parts;
    }

    private Uni<Integer> insert(UUID id, Caller by, UUID template, String name, int lines) {
        return database.sql("""
                        insert into grant_run (id, template_id, name, lines, asked_by, asked_at, state, attempts, due_at)
                        values (:id, :template, :name, :lines, :by, :now, 'PENDING', 0, :now)""")
                .with("id", id)
                .with("template", template)
                .with("name", name.strip())
                .with("lines", lines)
                .with("by", by.tag())
                .with("now", clock.instant())
                .run();
    }

    private Uni<Integer> insert(UUID run, List<Line> lines) {
        return database.sql("""
                        insert into grant_run_line (run_id, line, number, outcome)
                        select :run, line, number, case when number = '' then 'MALFORMED' end
                        from unnest(cast(:lines as integer[]), cast(:numbers as text[])) as told(line, number)""")
                .with("run", run)
                .with("lines", lines.stream().map(Line::line).toList())
                .with("numbers", lines.stream().map(Line::number).toList())
                .run();
    }

    /** Newest first. */
    Uni<Page<RunView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(SELECT
                        + " where (r.asked_at, r.id) < (:at, :id) order by r.asked_at desc, r.id desc limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Issues::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.askedAt(), row.id())));
    }

    /** @throws io.guike.platform.Problem {@code grant.run-unknown} */
    Uni<RunView> get(UUID id) {
        return database.sql(SELECT + " where r.id = :id")
                .with("id", id)
                .first(Issues::view)
                .onItem()
                .ifNull()
                .failWith(GrantProblem.RUN_UNKNOWN::problem)
                .chain(run -> outcomes(id)
                        .map(outcomes -> new RunView(
                                id,
                                run.templateId(),
                                run.name(),
                                run.state(),
                                run.lines(),
                                run.askedAt(),
                                run.doneAt(),
                                outcomes)));
    }

    private Uni<Map<String, Long>> outcomes(UUID id) {
        return database.sql("""
                        select outcome, count(*) from grant_run_line
                        where run_id = :id and outcome is not null group by outcome""")
                .with("id", id)
                .list(row -> new Count(row.text(0), row.number(1)))
                .map(counts -> {
                    Map<String, Long> outcomes = new TreeMap<>();
                    counts.forEach(count -> outcomes.put(count.outcome(), count.lines()));
                    return outcomes;
                });
    }

    /**
     * In the order of the file.
     *
     * @param outcome only lines that came to this, where given
     * @param cursor the last line seen
     */
    Uni<Page<LineView>> lines(UUID id, @Nullable LineOutcome outcome, @Nullable String cursor, int size) {
        int after = after(cursor);
        return get(id).chain(() -> database.sql("""
                                select line, number, outcome, coupon_id from grant_run_line
                                where run_id = :id and line > :after and (:outcome = '' or outcome = :outcome)
                                order by line limit :size""")
                        .with("id", id)
                        .with("after", after)
                        .with("outcome", outcome == null ? "" : outcome.name())
                        .with("size", size + 1)
                        .list(Issues::line))
                .map(rows -> page(rows, size));
    }

    private static LineView line(Row row) {
        String outcome = row.textOrNull(2);
        return new LineView(
                row.integer(0), row.text(1), outcome == null ? null : LineOutcome.valueOf(outcome), row.uuidOrNull(3));
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
     * Has those lines tried again that may come to something else now; whoever has their coupon keeps it.
     *
     * @throws io.guike.platform.Problem {@code grant.run-unknown}
     */
    Uni<RunView> again(Caller by, UUID id) {
        return database.tx(() -> database.sql("select 1 from grant_run where id = :id for update")
                .with("id", id)
                .exists()
                .chain(() -> database.sql("""
                                update grant_run_line set outcome = null
                                where run_id = :id and outcome in (:outcomes)""")
                        .with("id", id)
                        .with("outcomes", LineOutcome.worthAnotherTry())
                        .run())
                .chain(() -> database.sql("""
                                update grant_run set state = 'PENDING', attempts = 0, due_at = :now, done_at = null
                                where id = :id and state = 'DONE'""")
                        .with("id", id)
                        .with("now", clock.instant())
                        .run())
                .chain(() -> audit.record(by, "grant.issue-again", "coupon-issue:" + id, Map.of()))
                .chain(() -> get(id)));
    }
}
