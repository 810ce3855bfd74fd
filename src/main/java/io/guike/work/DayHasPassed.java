package io.guike.work;

import java.time.LocalDate;
import java.util.UUID;

/**
 * A business day is over, and the next has begun. Announced once by all replicas together, within seconds of midnight
 * in Asia/Shanghai; after a standstill of several days once for all of them. A listener works from bounded queries over
 * what is due by now, not over what this very day brought.
 *
 * @param since the last day that was announced before; all days after it up to {@code day} have passed
 */
public record DayHasPassed(UUID id, LocalDate since, LocalDate day) implements OutboxEvent {

    @Override
    public UUID subject() {
        return id;
    }

    /** Its listeners go through everybody. */
    @Override
    public OutboxLane lane() {
        return OutboxLane.LASTING;
    }
}
