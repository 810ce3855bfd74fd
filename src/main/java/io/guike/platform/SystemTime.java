package io.guike.platform;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Where the service's one clock comes from; tests put a movable one in its place. It tells microseconds, which is what
 * PostgreSQL keeps: a time is the same before and after it was stored.
 */
@ApplicationScoped
class SystemTime {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return new MicrosecondClock(Clock.systemUTC());
    }

    /** {@link Clock#tick} would do, but divides by zero in {@code millis()} for ticks below a millisecond (JDK 17). */
    private static final class MicrosecondClock extends Clock {

        private final Clock finer;

        MicrosecondClock(Clock finer) {
            this.finer = finer;
        }

        @Override
        public Instant instant() {
            return finer.instant().truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public ZoneId getZone() {
            return finer.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new MicrosecondClock(finer.withZone(zone));
        }
    }
}
