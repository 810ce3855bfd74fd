package io.guike.support;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Work on two people that meets somebody who holds both in the order of their ids. */
@ApplicationScoped
public class Crossing {

    private static final String HOLD = "select 1 from person where id = ? for no key update";

    @Inject
    DataSource source;

    @Inject
    MeterRegistry metrics;

    /**
     * The other transaction has the lower one when the work begins, and asks for the higher one when it is waited for: work
     * that holds the higher one by then closes the ring.
     */
    public <T> T met(UUID lower, UUID higher, Supplier<T> work) {
        Ring ring = new Ring(metrics);
        Background<T> running;
        try (OtherSession other = OtherSession.begin(source)) {
            other.run(HOLD, lower);
            running = Background.of(work);
            other.awaited().run(HOLD, higher);
        }
        T done = running.get();
        ring.mustNotHaveClosed();
        return done;
    }
}
