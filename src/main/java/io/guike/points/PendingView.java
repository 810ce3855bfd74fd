package io.guike.points;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that are promised.
 *
 * @param points what is left of them after voids in part
 * @param postingId once they are active
 */
public record PendingView(
        UUID id,
        String reason,
        String source,
        UUID personId,
        long points,
        State state,
        @Nullable UUID postingId) {

    /** What became of them. */
    public enum State {
        PENDING,
        ACTIVE,
        VOID
    }
}
