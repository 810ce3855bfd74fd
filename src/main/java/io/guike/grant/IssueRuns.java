package io.guike.grant;

import io.guike.claim.Grants;
import io.guike.claim.Outcome;
import io.guike.claim.Verdict;
import io.guike.claim.Wish;
import io.guike.coupon.Way;
import io.guike.platform.Database;
import io.guike.work.WorkQueue;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Works through lists, some lines at a time; their outcomes commit with the coupons, so a run that was cut goes on where
 * it was, on any replica, and gives nobody two. The run is the key: who stands in it twice gets one.
 */
@ApplicationScoped
class IssueRuns {

    private static final int AT_ONCE = 200;
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration LINES_KEPT = Duration.ofDays(180);

    /** Then others have their turn. */
    private static final Duration TURN_TAKES = Duration.ofSeconds(4);

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Grants grants;

    @Inject
    Clock clock;

    private record Run(UUID id, UUID template, String askedBy) {}

    /** @param origin null where nobody has the number */
    private record Named(int line, @Nullable UUID origin) {}

    /** @param gone of somebody who was erased: their number goes */
    private record Done(
            int line,
            @Nullable UUID origin,
            LineOutcome outcome,
            @Nullable UUID coupon,
            boolean gone) {}

    void start(@Observes StartupEvent event) {
        WorkQueue queue = queues.queue(new WorkQueue.Terms(
                "coupon-issues", "grant_run", Duration.ofMillis(250), LEASE, 10, 2, "true", "'run ' || id"));
        queue.start(claim -> walk(queue, claim));
    }

    /** The numbers in a list are kept for questions, not for good. The run itself stays. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        Instant before = clock.instant().minus(LINES_KEPT);
        return Database.whileMore(() -> database.tx(() -> forgetOne(before)));
    }

    private Uni<Boolean> forgetOne(Instant before) {
        return database.sql("""
                        select id from grant_run where lines_kept and asked_at < :before and state <> 'PENDING'
                        order by asked_at limit 1 for update skip locked""")
                .with("before", before)
                .first(row -> row.uuid(0))
                .chain(run -> run == null ? Uni.createFrom().item(false) : forgetLines(run));
    }

    private Uni<Boolean> forgetLines(UUID run) {
        return database.sql("""
                        delete from grant_run_line where run_id = :run and line in (
                          select line from grant_run_line where run_id = :run limit 5000)""")
                .with("run", run)
                .run()
                .chain(gone -> gone > 0
                        ? Uni.createFrom().item(true)
                        : database.sql("update grant_run set lines_kept = false where id = :run")
                                .with("run", run)
                                .run()
                                .replaceWith(true));
    }

    private Uni<Void> walk(WorkQueue queue, WorkQueue.Claim claim) {
        long end = System.nanoTime() + TURN_TAKES.toNanos();
        return Database.whileMore(() ->
                        database.tx(() -> piece(queue, claim)).map(more -> more && System.nanoTime() - end < 0))
                .chain(() -> release(claim));
    }

    private Uni<Void> release(WorkQueue.Claim claim) {
        return database.sql(
                        "update grant_run set due_at = :now where id = :id and lease = :lease and state = 'PENDING'")
                .with("now", clock.instant())
                .with("id", claim.id())
                .with("lease", claim.lease())
                .run()
                .replaceWithVoid();
    }

    /** Only while the lease is ours: a stalled replica must have no effect. */
    private Uni<Boolean> piece(WorkQueue queue, WorkQueue.Claim claim) {
        return database.sql("""
                        select id, template_id, asked_by from grant_run
                        where id = :id and lease = :lease and state = 'PENDING' for update""")
                .with("id", claim.id())
                .with("lease", claim.lease())
                .first(row -> new Run(row.uuid(0), row.uuid(1), row.text(2)))
                .chain(run -> run == null
                        ? Uni.createFrom().item(false)
                        : next(run)
                                .chain(lines -> lines.isEmpty()
                                        ? queue.done(claim).replaceWith(false)
                                        : give(run, lines)
                                                .chain(() -> goOn(claim))
                                                .replaceWith(true)));
    }

    /** A number of a person or of a card. */
    private Uni<List<Named>> next(Run run) {
        return database.sql("""
                        select l.line, coalesce(p.id, m.origin_id)
                        from (select line, number from grant_run_line where run_id = :run and outcome is null
                              order by line limit :most) l
                        left join person p on p.number = l.number
                        left join membership m on m.card_number = l.number
                        order by l.line""")
                .with("run", run.id())
                .with("most", AT_ONCE)
                .list(row -> new Named(row.integer(0), row.uuidOrNull(1)));
    }

    private Uni<Integer> goOn(WorkQueue.Claim claim) {
        return database.sql("update grant_run set due_at = :until, attempts = 1 where id = :id")
                .with("until", clock.instant().plus(LEASE))
                .with("id", claim.id())
                .run();
    }

    private Uni<Integer> give(Run run, List<Named> lines) {
        List<Wish> wishes = new ArrayList<>();
        for (Named line : lines) {
            UUID origin = line.origin();
            if (origin != null) {
                wishes.add(
                        Wish.of(run.template(), origin, Way.HQ_ISSUE, run.id().toString(), run.askedBy()));
            }
        }
        return grants.grant(wishes).chain(verdicts -> write(run, done(lines, verdicts)));
    }

    private static List<Done> done(List<Named> lines, List<Verdict> verdicts) {
        List<Done> done = new ArrayList<>();
        int next = 0;
        for (Named line : lines) {
            if (line.origin() == null) {
                done.add(new Done(line.line(), null, LineOutcome.UNKNOWN, null, false));
            } else {
                Verdict verdict = verdicts.get(next++);
                done.add(new Done(
                        line.line(),
                        line.origin(),
                        LineOutcome.of(verdict.outcome()),
                        verdict.coupon(),
                        verdict.outcome() == Outcome.GONE));
            }
        }
        return done;
    }

    private Uni<Integer> write(Run run, List<Done> done) {
        return database.sql("""
                        update grant_run_line l set outcome = d.outcome, origin_id = cast(nullif(d.origin, '') as uuid),
                          coupon_id = cast(nullif(d.coupon, '') as uuid),
                          number = case when d.gone = 'true' then '' else l.number end
                        from unnest(cast(:lines as integer[]), cast(:outcomes as text[]), cast(:origins as text[]),
                          cast(:coupons as text[]), cast(:gone as text[])) as d(line, outcome, origin, coupon, gone)
                        where l.run_id = :run and l.line = d.line""")
                .with("run", run.id())
                .with("lines", done.stream().map(Done::line).toList())
                .with("outcomes", done.stream().map(one -> one.outcome().name()).toList())
                .with("origins", done.stream().map(one -> text(one.origin())).toList())
                .with("coupons", done.stream().map(one -> text(one.coupon())).toList())
                .with(
                        "gone",
                        done.stream().map(one -> String.valueOf(one.gone())).toList())
                .run();
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }
}
