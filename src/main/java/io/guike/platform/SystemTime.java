package io.guike.platform;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * Where the service's one clock comes from; tests put a movable one in its place. It ticks in microseconds, which is
 * what PostgreSQL keeps: a time is the same before and after it was stored.
 */
@ApplicationScoped
class SystemTime {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
