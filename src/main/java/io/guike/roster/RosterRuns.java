package io.guike.roster;

import io.guike.imports.SentFile;
import io.guike.imports.Stretch;
import io.guike.imports.Uploads;
import io.guike.imports.Worker;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.roster.Applying.Done;
import io.guike.roster.Layout.Read;
import io.guike.roster.RosterRun.Phase;
import io.guike.vault.Vault;
import io.guike.work.WorkQueue;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works through started runs, piece by piece; each piece commits with the run's position, so a run that was cut goes on
 * where it was, on any replica, and comes to the same.
 */
@ApplicationScoped
class RosterRuns {

    private static final int CHECKED_AT_ONCE = 2_000;
    private static final int APPLIED_AT_ONCE = 500;

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration TURN_TAKES = Duration.ofSeconds(4);

    /** Runs of two files wait for each other before each piece: what one adds the other must see. */
    private static final String TURN = "roster.apply";

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Uploads uploads;

    @Inject
    Lines lines;

    @Inject
    Applying applying;

    @Inject
    Quarantine quarantine;

    @Inject
    Vault vault;

    @Inject
    Worker worker;

    @Inject
    Clock clock;

    /** Some lines that were read. */
    private record Piece(SentFile file, Stretch stretch, List<Read> reads) {}

    void start(@Observes StartupEvent event) {
        WorkQueue queue = queues.queue(new WorkQueue.Terms(
                "roster-runs", "roster_run", Duration.ofMillis(100), LEASE, 10, 2, "true", "lower(phase)"));
        queue.start(claim -> walk(queue, claim));
    }

    /** Some seconds of work; then others have their turn, so that a correction does not wait behind a long list. */
    private Uni<Void> walk(WorkQueue queue, WorkQueue.Claim claim) {
        long end = System.nanoTime() + TURN_TAKES.toNanos();
        return Database.whileMore(() -> mine(claim, "")
                        .chain(run -> run == null ? Uni.createFrom().item(false) : step(queue, claim, run))
                        .map(more -> more && System.nanoTime() - end < 0))
                .chain(() -> release(claim));
    }

    private Uni<Void> release(WorkQueue.Claim claim) {
        return database.sql(
                        "update roster_run set due_at = :now where id = :id and lease = :lease and state = 'PENDING'")
                .with("now", clock.instant())
                .with("id", claim.id())
                .with("lease", claim.lease())
                .run()
                .replaceWithVoid();
    }

    private Uni<@Nullable RosterRun> mine(WorkQueue.Claim claim, String lock) {
        return database.sql(RosterRun.SELECT + " where id = :id and lease = :lease and state = 'PENDING'" + lock)
                .with("id", claim.id())
                .with("lease", claim.lease())
                .first(RosterRun::of);
    }

    /** @return whether there is more to do for the holder of the lease */
    private Uni<Boolean> step(WorkQueue queue, WorkQueue.Claim claim, RosterRun run) {
        return switch (run.phase()) {
            case CHECKING -> check(claim, run);
            case APPLYING -> apply(claim, run);
            case CLEARING -> clear(queue, claim, run);
            case UPLOADING, OVER -> Uni.createFrom().item(false);
        };
    }

    private Uni<Boolean> check(WorkQueue.Claim claim, RosterRun run) {
        return read(run, CHECKED_AT_ONCE)
                .chain(piece -> worker.run(() -> lines.noted(piece.reads()))
                        .chain(noted -> held(
                                claim,
                                run,
                                piece,
                                () -> lines.add(run.id(), noted).chain(() -> checked(run, piece)))));
    }

    private Uni<Boolean> apply(WorkQueue.Claim claim, RosterRun run) {
        return read(run, APPLIED_AT_ONCE)
                .chain(piece -> held(
                        claim,
                        run,
                        piece,
                        () -> database.lock(TURN)
                                .chain(() -> applying.apply(run, piece.reads()))
                                .chain(done -> applied(run, piece, done))));
    }

    /** Outside of any transaction, see {@link Uploads#read}. */
    private Uni<Piece> read(RosterRun run, int most) {
        return uploads.file(run.id())
                .chain(file -> uploads.read(file, most).chain(stretch -> worker.run(() -> piece(file, stretch))));
    }

    private Piece piece(SentFile file, Stretch stretch) {
        Layout layout = Layout.of(file.columns(), vault, Days.today(clock));
        return new Piece(
                file, stretch, stretch.entries().stream().map(layout::read).toList());
    }

    private Uni<Boolean> held(WorkQueue.Claim claim, RosterRun run, Piece piece, Supplier<Uni<Boolean>> work) {
        return held(
                claim,
                run,
                () -> uploads.isAt(run.id(), piece.stretch().begins())
                        .chain(still -> still ? work.get() : Uni.createFrom().item(true)));
    }

    /** Only while the lease is ours and the run where it was: a stalled replica must have no effect. */
    private Uni<Boolean> held(WorkQueue.Claim claim, RosterRun run, Supplier<Uni<Boolean>> work) {
        return database.tx(() -> mine(claim, " for update").chain(now -> {
            if (now == null) {
                return Uni.createFrom().item(false);
            }
            return now.phase() == run.phase() ? work.get() : Uni.createFrom().item(true);
        }));
    }

    private Uni<Boolean> checked(RosterRun run, Piece piece) {
        boolean last = piece.stretch().last();
        return uploads.moveTo(
                        run.id(), last ? piece.file().body() : piece.stretch().end())
                .chain(() -> database.sql("""
                                update roster_run set phase = :phase, lines = lines + :lines, due_at = :until, attempts = 1
                                where id = :id""")
                        .with("phase", (last ? Phase.APPLYING : Phase.CHECKING).name())
                        .with("lines", (long) piece.reads().size())
                        .with("until", clock.instant().plus(LEASE))
                        .with("id", run.id())
                        .run())
                .replaceWith(true);
    }

    private Uni<Boolean> applied(RosterRun run, Piece piece, Done done) {
        boolean whole = done.lines() == piece.reads().size();
        return uploads.moveTo(run.id(), piece.stretch().after(done.lines()))
                .chain(() -> database.sql("""
                                update roster_run set phase = :phase,
                                  created = created + :created, joined = joined + :joined, updated = updated + :updated,
                                  unchanged = unchanged + :unchanged, levels_kept = levels_kept + :levelsKept,
                                  quarantined = quarantined + :quarantined,
                                  due_at = :until, attempts = 1 where id = :id""")
                        .with("phase", (whole && piece.stretch().last() ? Phase.CLEARING : Phase.APPLYING).name())
                        .with("created", done.created())
                        .with("joined", done.joined())
                        .with("updated", done.updated())
                        .with("unchanged", done.unchanged())
                        .with("levelsKept", done.levelsKept())
                        .with("quarantined", done.quarantined())
                        .with("until", clock.instant().plus(LEASE))
                        .with("id", run.id())
                        .run())
                .replaceWith(true);
    }

    private Uni<Boolean> clear(WorkQueue queue, WorkQueue.Claim claim, RosterRun run) {
        return held(
                claim,
                run,
                () -> lines.clear(run.id())
                        .chain(more -> more ? Uni.createFrom().item(true) : uploads.clear(run.id()))
                        .chain(more -> more ? queue.hold(claim) : end(queue, claim, run)));
    }

    private Uni<Boolean> end(WorkQueue queue, WorkQueue.Claim claim, RosterRun run) {
        UUID corrected = run.corrects();
        return quarantine
                .closeIfEmpty(run.id())
                .chain(() -> corrected == null ? Uni.createFrom().voidItem() : quarantine.closeIfEmpty(corrected))
                .chain(() -> database.sql("update roster_run set phase = 'OVER' where id = :id")
                        .with("id", run.id())
                        .run())
                .chain(() -> queue.done(claim))
                .replaceWith(false);
    }
}
