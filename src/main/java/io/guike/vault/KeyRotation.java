package io.guike.vault;

import io.guike.platform.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Brings every data key under the first master key, in pieces, on every replica at once. When its metric reads 0, the
 * old master keys may be taken out of the configuration.
 */
@Singleton
class KeyRotation {

    static final String METRIC = "guike.vault.keys.old";

    /** Wrapped well within one statement's time. */
    static final int PIECE = 500;

    private final PersonKeys keys;
    private final MasterKeys masters;
    private final AtomicLong left = new AtomicLong();

    @Inject
    KeyRotation(PersonKeys keys, MasterKeys masters, MeterRegistry metrics) {
        this.keys = keys;
        this.masters = masters;
        Gauge.builder(METRIC, left, AtomicLong::get)
                .description("data keys that still hang on an old master key")
                .register(metrics);
    }

    @Scheduled(every = "1m", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> rotate() {
        return Database.each(masters.old(), this::rotate).chain(this::measure);
    }

    private Uni<Void> rotate(String old) {
        AtomicReference<@Nullable UUID> last = new AtomicReference<>();
        return Database.whileMore(
                () -> keys.rewrap(old, last.get(), PIECE).invoke(last::set).map(Objects::nonNull));
    }

    private Uni<Void> measure() {
        AtomicLong sum = new AtomicLong();
        return Database.each(masters.old(), old -> keys.count(old).invoke(sum::addAndGet))
                .invoke(() -> left.set(sum.get()));
    }
}
