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

    /** What became of them. */
    public enum State {
        OPEN,
        CAPTURED,
        VOIDED,
        LAPSED
    }
}
