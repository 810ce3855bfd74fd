package io.guike.session;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the sessions of an audience last.
 *
 * @param access of an access token, and no longer than its session
 * @param idle without a refresh
 * @param longest from the sign-in, however much it is used
 */
public record Life(Duration access, Duration idle, Duration longest) {

    boolean isOver(Instant startedAt, Instant usedAt, Instant now) {
        return !now.isBefore(usedAt.plus(idle)) || !now.isBefore(startedAt.plus(longest));
    }
}
