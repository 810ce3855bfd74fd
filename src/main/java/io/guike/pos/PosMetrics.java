package io.guike.pos;

import io.guike.platform.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** How many requests of tills were refused, and why; no client in a label. */
@Singleton
class PosMetrics {

    static final String REFUSED = "guike.pos.refused";

    private final MeterRegistry metrics;

    @Inject
    PosMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Passes a refusal on. */
    <T> T counted(Supplier<T> check) {
        try {
            return check.get();
        } catch (Problem refusal) {
            count(refusal);
            throw refusal;
        }
    }

    void count(Problem refusal) {
        refused(refusal.code().code());
    }

    /** @param reason a problem's code, or finer where callers must not be told */
    void refused(String reason) {
        metrics.counter(REFUSED, "reason", reason).increment();
    }
}
