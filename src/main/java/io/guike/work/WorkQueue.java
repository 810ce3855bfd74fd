package io.guike.work;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that stands in a table and must be done although replicas stall and die. The table has the columns {@code id
 * uuid, state text (PENDING, DONE, DEAD), attempts, due_at, lease uuid, last_error, done_at}. A claim moves
 * {@code due_at} behind the lease: who does not mark the row in time loses it to another replica, and the lease's id
 * keeps the late one from marking it after all. Of a DEAD row {@code due_at} is when it was given up.
 */
public final class WorkQueue {

    private static final Logger LOG = Logger.getLogger(WorkQueue.class);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Keeper keeper;
    private final Terms terms;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicInteger working = new AtomicInteger();

    /** Whether the last look took as many rows as it had places for. */
    private volatile boolean more;

    /**
     * @param name in metrics and logs
     * @param lease longer than the slowest piece of work, unless the work goes on within {@link WorkQueue#keep}
     * @param mostAttempts after which a row is DEAD; with the back-off, 16 are about four hours and 100 four days
     * @param sideBySide how many rows one replica works on at a time; a slow one takes up its own place alone
     * @param only which rows this version takes: an SQL condition without parameters
     * @param what a row is about, for people: an SQL expression over the table that tells of nobody
     */
    public record Terms(
            String name,
            String table,
            Duration tick,
            Duration lease,
            int mostAttempts,
            int sideBySide,
            String only,
            String what) {

        /** For a queue whose rows are all of one kind. */
        public Terms(
                String name,
                String table,
                Duration tick,
                Duration lease,
                int mostAttempts,
                int sideBySide,
                String only) {
            this(name, table, tick, lease, mostAttempts, sideBySide, only, "'" + name + "'");
        }
    }

    /** One row taken by this replica. */
    public record Claim(UUID id, int attempts, UUID lease) {}

    private WorkQueue(Keeper keeper, Terms terms) {
        this.keeper = keeper;
        this.terms = terms;
    }

    /**
     * Begins to take rows, on every replica.
     *
     * @param work runs on a context of its own and calls {@link #done} in the transaction that has the effect
     */
    public void start(Function<Claim, Uni<Void>> work) {
        keeper.vertx.setPeriodic(terms.tick().toMillis(), ignored -> take(work));
    }

    /** One look at a time; what it finds begins at once, beside what is still worked on. */
    private void take(Function<Claim, Uni<Void>> work) {
        if (!keeper.stopping && working.get() < terms.sideBySide() && looking.compareAndSet(false, true)) {
            keeper.database
                    .apart(this::claim)
                    .onTermination()
                    .invoke(() -> looking.set(false))
                    .subscribe()
                    .with(claims -> begin(claims, work), failure -> LOG.debugf("%s waits: %s", terms.name(), failure));
        }
    }

    /** Looks again while places are left and rows may be. */
    private void begin(List<Claim> claims, Function<Claim, Uni<Void>> work) {
        claims.forEach(claim -> keeper.database
                .apart(() -> attempt(claim, work))
                .onTermination()
                .invoke(() -> ended(work))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf("%s cannot tell how %s ended: %s", terms.name(), claim.id(), failure)));
        if (more) {
            take(work);
        }
    }

    private void ended(Function<Claim, Uni<Void>> work) {
        working.decrementAndGet();
        if (more) {
            take(work);
        }
    }

    private Uni<Void> attempt(Claim claim, Function<Claim, Uni<Void>> work) {
        keeper.atWork.incrementAndGet();
        return Uni.createFrom()
                .deferred(() -> work.apply(claim))
                .onFailure()
                .recoverWithUni(failure -> failed(claim, failure))
                .onTermination()
                .invoke(keeper.atWork::decrementAndGet);
    }

    /** Only what begins now: a lease must not run while its row waits for another one. */
    private Uni<List<Claim>> claim() {
        UUID lease = Ids.next();
        int free = terms.sideBySide() - working.get();
        return keeper.database
                .sql("""
                        with due as (
                          select id from %1$s where state = 'PENDING' and due_at <= :now and %2$s
                          order by due_at limit :batch for update skip locked)
                        update %1$s taken set lease = :lease, due_at = :until, attempts = attempts + 1
                        from due where taken.id = due.id returning taken.id, taken.attempts""".formatted(terms.table(), terms.only()))
                .with("now", keeper.clock.instant())
                .with("batch", free)
                .with("lease", lease)
                .with("until", keeper.clock.instant().plus(terms.lease()))
                .list(row -> new Claim(row.uuid(0), row.integer(1), lease))
                .invoke(claims -> {
                    more = claims.size() == free;
                    working.addAndGet(claims.size());
                });
    }

    /**
     * Marks the row in the open transaction.
     *
     * @return whether it was still ours; if not, the transaction must have no effect
     */
    public Uni<Boolean> done(Claim claim) {
        return keeper.database
                .sql("update " + terms.table() + " set state = 'DONE', done_at = :now, last_error = null"
                        + " where id = :id and state = 'PENDING' and lease = :lease")
                .with("now", keeper.clock.instant())
                .with("id", claim.id())
                .with("lease", claim.lease())
                .run()
                .map(rows -> rows == 1);
    }

    /**
     * Begins the lease anew, before a step that cannot be undone.
     *
     * @return whether the row was still ours
     */
    public Uni<Boolean> hold(Claim claim) {
        return keeper.database
                .sql("update " + terms.table() + " set due_at = :until"
                        + " where id = :id and state = 'PENDING' and lease = :lease")
                .with("until", keeper.clock.instant().plus(terms.lease()))
                .with("id", claim.id())
                .with("lease", claim.lease())
                .run()
                .map(rows -> rows == 1);
    }

    /**
     * Work that may outlast the lease, in transactions of its own: the lease is renewed all the while. Where it ran out
     * nevertheless, because this replica stood still, the work is given up: another replica has begun it anew.
     */
    public Uni<Void> keep(Claim claim, Supplier<Uni<Void>> work) {
        return hold(claim)
                .chain(mine -> mine
                        ? Uni.join()
                                .first(Uni.createFrom().deferred(work::get), lost(claim))
                                .toTerminate()
                        : Uni.createFrom().failure(new LeaseLost()));
    }

    /** Fails as soon as the row is seen to be another's, and until then says nothing. */
    private Uni<Void> lost(Claim claim) {
        return Uni.createFrom().emitter(emitter -> {
            long renewals =
                    keeper.vertx.setPeriodic(terms.lease().toMillis() / 3, timer -> renew(claim, timer, emitter));
            emitter.onTermination(() -> keeper.vertx.cancelTimer(renewals));
        });
    }

    private void renew(Claim claim, long timer, UniEmitter<? super Void> lost) {
        keeper.database
                .apart(() -> hold(claim))
                .subscribe()
                .with(
                        mine -> {
                            if (!mine) {
                                keeper.vertx.cancelTimer(timer);
                                lost.fail(new LeaseLost());
                            }
                        },
                        failure -> LOG.warnf("%s cannot renew a lease: %s", terms.name(), failure));
    }

    private static final class LeaseLost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("The lease ran out, and the row is no longer ours");
        }
    }

    /** Puts the row back for later, or gives it up. Never fails: the lease runs out by itself. */
    public Uni<Void> failed(Claim claim, Throwable failure) {
        boolean last = claim.attempts() >= terms.mostAttempts()
                || (failure instanceof PermanentFailure known && known.isPermanent());
        if (last) {
            LOG.errorf(failure, "%s gave up %s", terms.name(), claim.id());
        } else {
            LOG.infof("%s tries %s again later: %s", terms.name(), claim.id(), failure);
        }
        return keeper.database
                .sql("update " + terms.table() + " set state = :state, due_at = :due, last_error = :error"
                        + " where id = :id and state = 'PENDING' and lease = :lease")
                .with("state", last ? "DEAD" : "PENDING")
                .with(
                        "due",
                        last ? keeper.clock.instant() : keeper.clock.instant().plus(pause(claim.attempts())))
                .with("error", LastError.of(failure))
                .with("id", claim.id())
                .with("lease", claim.lease())
                .run()
                .replaceWithVoid()
                .onFailure()
                .invoke(e -> LOG.warnf("%s cannot note a failure; the lease will run out: %s", terms.name(), e))
                .onFailure()
                .recoverWithNull();
    }

    /** 1, 2, 4 … seconds up to an hour, give or take a quarter. */
    static Duration pause(int attempts) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(attempts, 22));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis * 5 / 4));
    }

    /** Where queues come from, and what they share. */
    @ApplicationScoped
    public static class Keeper {

        @Inject
        Database database;

        @Inject
        Vertx vertx;

        @Inject
        Clock clock;

        @Inject
        QueueMetrics metrics;

        /** Less than the time that an orderly end has in all. */
        private static final Duration LONGEST_FINISH = Duration.ofSeconds(15);

        private final AtomicInteger atWork = new AtomicInteger();
        private volatile boolean stopping;
        private final Map<String, Terms> known = new ConcurrentSkipListMap<>();

        /** Two queues of one name share a table and part its rows between them; they are measured and shown as one. */
        public WorkQueue queue(Terms terms) {
            if (known.putIfAbsent(terms.name(), terms) == null) {
                metrics.watch(terms.name(), terms.table());
            }
            return new WorkQueue(this, terms);
        }

        /** Of every queue of this service, by name. */
        Map<String, Terms> known() {
            return known;
        }

        /** From the signal on, while requests under way are still answered: nothing more is taken. */
        void takeNothingMore(@Observes ShutdownDelayInitiatedEvent event) {
            stopping = true;
        }

        /** Lets what was taken finish; what does not is another replica's after its lease. */
        void stop(@Observes ShutdownEvent event) {
            stopping = true;
            long end = System.nanoTime() + LONGEST_FINISH.toNanos();
            while (atWork.get() > 0 && end - System.nanoTime() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }
}
