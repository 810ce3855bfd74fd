package io.guike.claim;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What everybody is told of a template, remembered for a moment: who comes to a sale that is sold out costs no lock and
 * no commit. Nothing is ever granted out of this memory, and it never lasts longer than {@link #REMEMBERED} after the
 * database said so.
 */
@ApplicationScoped
class Refusals {

    static final Duration REMEMBERED = Duration.ofSeconds(1);

    /** Bounds the memory; a chain has hundreds of templates. */
    private static final int MOST = 10_000;

    private final Map<UUID, Told> told = new ConcurrentHashMap<>();

    private record Told(Outcome outcome, long at) {}

    void note(UUID template, Outcome outcome) {
        if (outcome.isEverybodys()) {
            if (told.size() >= MOST) {
                told.clear();
            }
            told.put(template, new Told(outcome, System.nanoTime()));
        }
    }

    @Nullable
    Outcome of(UUID template) {
        Told last = told.get(template);
        return last == null || System.nanoTime() - last.at() > REMEMBERED.toNanos() ? null : last.outcome();
    }
}
