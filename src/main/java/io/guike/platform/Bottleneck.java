package io.guike.platform;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets few through at a time, the others in the order of their arrival: for what may all want one row. Whoever waits for a
 * row holds a connection, and a hundred who wait for one would have all connections; who waits here holds nothing.
 */
public final class Bottleneck {

    /** Whoever has waited for longer is told to come again, instead of being answered when they are gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final int atOnce;
    private final int mostWaiting;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int inside;

    /**
     * @param atOnce how many are let through at a time
     * @param mostWaiting how many may wait; whoever is one more is refused
     */
    public Bottleneck(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /** Somebody who waits, and the context on which they go on. */
    private static final class Waiting {

        private final @Nullable Context context = Vertx.currentContext();
        private final UniEmitter<? super Boolean> emitter;
        private final long since = System.nanoTime();
        private volatile boolean givenUp;

        Waiting(UniEmitter<? super Boolean> emitter) {
            this.emitter = emitter;
            emitter.onTermination(() -> givenUp = true);
        }

        boolean isTooLate() {
            return System.nanoTime() - since > PATIENCE.toNanos();
        }

        /** On their own context. */
        void tell(Runnable answer) {
            if (context == null) {
                answer.run();
            } else {
                context.runOnContext(ignored -> answer.run());
            }
        }
    }

    /** @throws Problem {@code service.busy} where too many wait, or one waited for too long */
    public <T> Uni<T> pass(Supplier<Uni<T>> work) {
        return enter().chain(admitted -> {
            if (!admitted) {
                throw PlatformProblem.BUSY.problem();
            }
            return work.get().onTermination().invoke(this::leave);
        });
    }

    private Uni<Boolean> enter() {
        return Uni.createFrom().emitter(emitter -> {
            Boolean now;
            synchronized (waiting) {
                now = inside < atOnce ? Boolean.TRUE : waiting.size() < mostWaiting ? null : Boolean.FALSE;
                if (now == null) {
                    waiting.add(new Waiting(emitter));
                } else if (now) {
                    inside++;
                }
            }
            if (now != null) {
                emitter.complete(now);
            }
        });
    }

    /** The place goes to the next who still waits. */
    private void leave() {
        Waiting next;
        do {
            synchronized (waiting) {
                next = waiting.poll();
                inside -= next == null ? 1 : 0;
            }
        } while (next != null && !admit(next));
    }

    /** Whoever went away meanwhile gives their place back. */
    private boolean admit(Waiting next) {
        if (next.givenUp) {
            return false;
        }
        if (next.isTooLate()) {
            next.tell(() -> next.emitter.complete(false));
            return false;
        }
        next.tell(() -> {
            if (next.givenUp) {
                leave();
            } else {
                next.emitter.complete(true);
            }
        });
        return true;
    }
}
