package io.guike.staff;

import io.guike.work.OutboxEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of staff changes stores: a first posting has no store before, the end of the last one none after.
 *
 * @param at when it takes effect, which may be ahead of the announcement; who needs the posting of a moment asks
 *     {@link Postings#postingAt}
 */
public record StaffMoved(
        UUID staffId, @Nullable UUID fromStoreId, @Nullable UUID toStoreId, Instant at) implements OutboxEvent {

    @Override
    public UUID subject() {
        return staffId;
    }
}
