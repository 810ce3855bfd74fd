package io.guike.support;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The service's clock in tests: runs with real time and can be moved ahead. Never moves back within one run. */
public final class MovableClock extends Clock {

    private volatile Duration ahead = Duration.ZERO;

    public synchronized void move(Duration by) {
        ahead = ahead.plus(by);
    }

    public Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Singleton
    static class Source {

        private final MovableClock clock = new MovableClock();

        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        Clock clock() {
            return clock;
        }

        @Produces
        @Singleton
        MovableClock movable() {
            return clock;
        }
    }
}
