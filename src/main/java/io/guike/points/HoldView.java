package io.guike.points;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that are set aside.
 *
 * @param captured how many were spent; null unless captured
 * @param postingId of the spending; null unless captured
 */
public record HoldView(
        UUID id,
        String reason,
        String source,
        UUID personId,
        long points,
        @Nullable Long captured,
        State state,
        @Nullable UUID storeId,
        Instant expiresAt,
        @Nullable UUID postingId) {

    /** As it stands at that moment, also where nobody noted yet that it is over. */
    public HoldView at(Instant now) {
        return state == State.OPEN && !expiresAt.isAfter(now)
                ? new HoldView(
                        id, reason, source, personId, points, captured, State.LAPSED, storeId, expiresAt, postingId)
                : this;
    }

    /** What became of them. */
    public enum State {
        OPEN,
        CAPTURED,
        VOIDED,
        LAPSED
    }
}
