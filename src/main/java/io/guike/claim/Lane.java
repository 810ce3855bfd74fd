package io.guike.claim;

import io.guike.platform.Database;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries wishes out in the order of their arrival, together: while one transaction is under way the next batch gathers,
 * so that nobody ever waits for others to come, and the more come the more share a lock and a commit. A batch belongs to
 * none of those who wait for it: it runs on a context of its own, and each hears of its outcome on theirs.
 *
 * @param <V> what is told of a wish
 */
final class Lane<V> {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    /** Whoever has waited for longer is told to come again, instead of being answered when they are gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Database database;
    private final Context own;
    private final Limits limits;
    private final Function<List<Wish>, Uni<List<V>>> work;
    private final Deque<Waiting<V>> waiting = new ArrayDeque<>();
    private boolean underWay;
    private boolean closing;

    /**
     * @param together how many wishes share one transaction at most
     * @param waiting how many may wait
     */
    record Limits(int together, int waiting) {}

    /**
     * @param own a context of nobody's request
     * @param work one transaction for all the wishes, and their verdicts once it is committed
     */
    Lane(Database database, Context own, Limits limits, Function<List<Wish>, Uni<List<V>>> work) {
        this.database = database;
        this.own = own;
        this.limits = limits;
        this.work = work;
    }

    /** Somebody who waits. */
    private static final class Waiting<V> {

        private final Wish wish;
        private final @Nullable Context context;
        private final UniEmitter<? super V> emitter;
        private final long since = System.nanoTime();
        private volatile boolean givenUp;

        Waiting(Wish wish, @Nullable Context context, UniEmitter<? super V> emitter) {
            this.wish = wish;
            this.context = context;
            this.emitter = emitter;
            emitter.onTermination(() -> givenUp = true);
        }

        boolean isTooLate() {
            return System.nanoTime() - since > PATIENCE.toNanos();
        }

        void answer(V verdict) {
            onTheirs(() -> emitter.complete(verdict));
        }

        void refuse(ClaimProblem problem) {
            onTheirs(() -> emitter.fail(problem.problem()));
        }

        private void onTheirs(Runnable telling) {
            if (context == null) {
                telling.run();
            } else {
                context.runOnContext(ignored -> telling.run());
            }
        }
    }

    /**
     * @return what was decided, after its commit; fails with {@code claim.busy} where too many wait, and with {@code
     *     claim.try-again} where it is not known whether the commit took place
     */
    Uni<V> take(Wish wish) {
        return Uni.createFrom().emitter(emitter -> enter(new Waiting<>(wish, Vertx.currentContext(), emitter)));
    }

    private void enter(Waiting<V> one) {
        boolean admitted;
        boolean begins;
        synchronized (waiting) {
            admitted = !closing && waiting.size() < limits.waiting();
            begins = admitted && !underWay;
            if (admitted) {
                waiting.add(one);
                underWay = true;
            }
        }
        if (begins) {
            own.runOnContext(ignored -> next());
        } else if (!admitted) {
            one.refuse(ClaimProblem.BUSY);
        }
    }

    private void next() {
        List<Waiting<V>> batch = draw();
        if (!batch.isEmpty()) {
            carryOut(batch).subscribe().with(ignored -> own.runOnContext(again -> next()), failure -> {
                LOG.error("A batch of claims was left without an answer", failure);
                batch.forEach(one -> one.refuse(ClaimProblem.TRY_AGAIN));
                own.runOnContext(again -> next());
            });
        }
    }

    private List<Waiting<V>> draw() {
        List<Waiting<V>> drawn = new ArrayList<>();
        List<Waiting<V>> late = new ArrayList<>();
        synchronized (waiting) {
            while (drawn.size() < limits.together() && !waiting.isEmpty()) {
                Waiting<V> one = waiting.remove();
                if (!one.givenUp) {
                    (one.isTooLate() ? late : drawn).add(one);
                }
            }
            underWay = !drawn.isEmpty();
        }
        late.forEach(one -> one.refuse(ClaimProblem.BUSY));
        return drawn;
    }

    /** What cannot be carried out goes alone, so that it takes nobody along; the keys make another try safe. */
    private Uni<Void> carryOut(List<Waiting<V>> batch) {
        List<Wish> wishes = batch.stream().map(one -> one.wish).toList();
        return database.apart(() -> work.apply(wishes))
                .invoke(verdicts -> answer(batch, verdicts))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> failed(batch, failure));
    }

    private static <V> void answer(List<Waiting<V>> batch, List<V> verdicts) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer(verdicts.get(i));
        }
    }

    /**
     * What would pass by itself is told to all, since their tries are worth no more than the one that failed. For any other
     * failure one of the wishes is to blame: values that do not fit, words that cannot be read, a defect.
     */
    private Uni<Void> failed(List<Waiting<V>> batch, Throwable failure) {
        if (batch.size() > 1 && !Database.isPassing(failure)) {
            LOG.warnf("A batch of %d claims is tried again in halves: %s", batch.size(), failure);
            int half = batch.size() / 2;
            return Multi.createFrom()
                    .items(batch.subList(0, half), batch.subList(half, batch.size()))
                    .onItem()
                    .transformToUniAndConcatenate(part -> carryOut(part).replaceWith(true))
                    .collect()
                    .last()
                    .replaceWithVoid();
        }
        LOG.warnf("%d claims are to be sent again: %s", batch.size(), failure);
        batch.forEach(one -> one.refuse(ClaimProblem.TRY_AGAIN));
        return Uni.createFrom().voidItem();
    }

    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** From now on nobody is admitted. */
    void close() {
        synchronized (waiting) {
            closing = true;
        }
    }

    boolean isIdle() {
        synchronized (waiting) {
            return !underWay;
        }
    }
}
