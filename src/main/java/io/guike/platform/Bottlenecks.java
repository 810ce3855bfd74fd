package io.guike.platform;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** A {@link Bottleneck} for each key, so that a key that everybody wants stands in the way of no other. */
public final class Bottlenecks {

    private final int atOnce;
    private final int mostWaiting;
    private final ConcurrentMap<Object, Shared> byKey = new ConcurrentHashMap<>();

    /**
     * @param atOnce how many of one key are let through at a time
     * @param mostWaiting how many may wait for one key; whoever is one more is refused
     */
    public Bottlenecks(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    /** @param users who are inside or wait; the last one takes it along */
    private record Shared(Bottleneck bottleneck, int users) {

        Shared with(int more) {
            return new Shared(bottleneck, users + more);
        }
    }

    /** @throws Problem {@code service.busy} where too many wait for the key, or one waited for too long */
    public <T> Uni<T> pass(Object key, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> enter(key).pass(work).onTermination().invoke(() -> leave(key)));
    }

    private Bottleneck enter(Object key) {
        return byKey.compute(
                        key,
                        (same, shared) ->
                                shared == null ? new Shared(new Bottleneck(atOnce, mostWaiting), 1) : shared.with(1))
                .bottleneck();
    }

    private void leave(Object key) {
        byKey.computeIfPresent(key, (same, shared) -> shared.users() == 1 ? null : shared.with(-1));
    }

    /** How many keys somebody is at. */
    int keys() {
        return byKey.size();
    }
}
