package io.guike.grant;

import io.guike.grant.IssueRun.Phase;
import io.guike.imports.Stretch;
import io.guike.imports.Uploads;
import io.guike.platform.Database;
import io.guike.work.WorkQueue;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Works through lists, some lines at a time; their outcomes commit with the coupons and with the place in the file, so a
 * run that was cut goes on where it was, on any replica, and gives nobody two. The run is the key: who stands in it twice
 * gets one.
 */
@ApplicationScoped
class IssueRuns {

    private static final int READ_AT_ONCE = 2_000;

    /** The row of the stock is locked meanwhile, and shoppers wait who claim the same coupon. */
    private static final int GIVEN_AT_ONCE = 200;

    private static final Duration LEASE = Duration.ofSeconds(10);

    /** Then others have their turn. */
    private static final Duration TURN_TAKES = Duration.ofSeconds(4);

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Uploads uploads;

    @Inject
    IssueLines lines;

    @Inject
    Counts counts;

    @Inject
    Clock clock;

    void start(@Observes StartupEvent event) {
        WorkQueue queue = queues.queue(new WorkQueue.Terms(
                "coupon-issues", "grant_run", Duration.ofMillis(250), LEASE, 10, 2, "true", "'run ' || id"));
        queue.start(claim -> walk(queue, claim));
    }

    private Uni<Void> walk(WorkQueue queue, WorkQueue.Claim claim) {
        long end = System.nanoTime() + TURN_TAKES.toNanos();
        return Database.whileMore(() -> mine(claim, "")
                        .chain(run -> run == null ? Uni.createFrom().item(false) : step(queue, claim, run))
                        .map(more -> more && System.nanoTime() - end < 0))
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

    private Uni<@Nullable IssueRun> mine(WorkQueue.Claim claim, String lock) {
        return database.sql(IssueRun.SELECT + " where id = :id and lease = :lease and state = 'PENDING'" + lock)
                .with("id", claim.id())
                .with("lease", claim.lease())
                .first(IssueRun::of);
    }

    /** @return whether there is more to do for the holder of the lease */
    private Uni<Boolean> step(WorkQueue queue, WorkQueue.Claim claim, IssueRun run) {
        return switch (run.phase()) {
            case GIVING -> give(claim, run);
            case CLEARING -> held(claim, run, now -> clear(queue, claim, now));
            case OVER -> held(claim, run, now -> tryAgain(queue, claim, now));
            case UPLOADING -> Uni.createFrom().item(false);
        };
    }

    /**
     * Only while the lease is ours and the run where it was: a stalled replica must have no effect. The row stays free to
     * be referred to, which an erasure does that this run may be waiting for.
     */
    private Uni<Boolean> held(WorkQueue.Claim claim, IssueRun run, Function<IssueRun, Uni<Boolean>> work) {
        return database.tx(() -> mine(claim, " for no key update").chain(now -> {
            if (now == null) {
                return Uni.createFrom().item(false);
            }
            return now.phase() == run.phase()
                    ? work.apply(now)
                    : Uni.createFrom().item(true);
        }));
    }

    private Uni<Boolean> give(WorkQueue.Claim claim, IssueRun run) {
        return uploads.file(run.id())
                .chain(file -> uploads.read(file, READ_AT_ONCE)
                        .chain(stretch -> give(claim, run, MemberList.of(file), stretch)))
                .replaceWith(true);
    }

    private Uni<Void> give(WorkQueue.Claim claim, IssueRun run, MemberList list, Stretch stretch) {
        return Database.each(
                stretch.inSlices(GIVEN_AT_ONCE),
                slice -> held(
                        claim,
                        run,
                        now -> uploads.isAt(run.id(), slice.begins())
                                .chain(still -> still
                                        ? give(now, list, slice)
                                        : Uni.createFrom().item(true))));
    }

    private Uni<Boolean> give(IssueRun run, MemberList list, Stretch slice) {
        int many = slice.entries().size();
        return lines.give(run, slice.entries().stream().map(list::read).toList())
                .call(() -> uploads.moveTo(run.id(), slice.end()))
                .chain(changes ->
                        note(run, slice.last() ? Phase.CLEARING : Phase.GIVING, many, changes, run.retried()));
    }

    private Uni<Boolean> clear(WorkQueue queue, WorkQueue.Claim claim, IssueRun run) {
        return uploads.clear(run.id()).chain(more -> more ? queue.hold(claim) : over(run));
    }

    private Uni<Boolean> over(IssueRun run) {
        return lines.forgetGone(run.id()).chain(() -> note(run, Phase.OVER, 0, Map.of(), run.retried()));
    }

    private Uni<Boolean> tryAgain(WorkQueue queue, WorkQueue.Claim claim, IssueRun run) {
        Integer after = run.retried();
        return after == null
                ? queue.done(claim).replaceWith(false)
                : lines.tryAgain(run, after, GIVEN_AT_ONCE)
                        .chain(tried -> note(run, Phase.OVER, 0, tried.changes(), tried.last()));
    }

    private Uni<Boolean> note(
            IssueRun run, Phase phase, int more, Map<LineOutcome, Long> changes, @Nullable Integer retried) {
        return database.sql("""
                        update grant_run set phase = :phase, lines = lines + :more, outcomes = :outcomes,
                          retried = :retried, due_at = :until, attempts = 1 where id = :id""")
                .with("phase", phase.name())
                .with("more", more)
                .with("outcomes", counts.changed(run.outcomes(), changes))
                .with("retried", retried)
                .with("until", clock.instant().plus(LEASE))
                .with("id", run.id())
                .run()
                .replaceWith(true);
    }
}
