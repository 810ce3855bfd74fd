package io.guike.staff;

import io.guike.work.OutboxEvent;
import java.time.Instant;
import java.util.UUID;

/** A member of staff left the chain for good; {@code at} may lie in the past. */
public record StaffLeft(UUID staffId, Instant at) implements OutboxEvent {

    @Override
    public UUID subject() {
        return staffId;
    }
}
