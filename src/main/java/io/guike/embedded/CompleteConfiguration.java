package io.guike.embedded;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/**
 * Asks for every value once at start-up, before anything works with one: what is missing stops the service now, and not
 * when the first shopper needs it.
 */
@ApplicationScoped
class CompleteConfiguration {
    private static final int BEFORE_EVERYTHING = 1;

    private final Config config;

    @Inject
    CompleteConfiguration(Config config) {
        this.config = config;
    }

    void check(@Observes @Priority(BEFORE_EVERYTHING) StartupEvent starting) {
        for (EmbeddedKey key : EmbeddedKey.values()) {
            config.getValue(key.configName(), String.class);
        }
        EmbeddedParts.warnIfUsed();
    }
}
