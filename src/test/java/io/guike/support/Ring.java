package io.guike.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Whether transactions of the service waited for each other in a ring since this was made; repeating hides it else. */
public final class Ring {

    private final MeterRegistry metrics;
    private final double before;

    public Ring(MeterRegistry metrics) {
        this.metrics = metrics;
        this.before = deadlocks();
    }

    private double deadlocks() {
        return repeats("40P01");
    }

    /** How many were ended, and begun anew, since this was made. */
    public long closed() {
        return Math.round(deadlocks() - before);
    }

    /** How many transactions begun anew because they were overtaken, ever. */
    public double overtaken() {
        return repeats("overtaken");
    }

    private double repeats(String cause) {
        return metrics.find("guike.database.repeats").tag("cause", cause).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    public void mustNotHaveClosed() {
        assertEquals(before, deadlocks(), "deadlocks");
    }
}
