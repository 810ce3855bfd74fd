package io.guike.points;

import io.guike.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that came together and lapse together.
 *
 * @param earning the posting that earned them
 * @param points of them that a command may take, or took
 * @param expiresAt the first instant at which they are no longer usable; null for ever
 */
record Lot(
        UUID id,
        UUID origin,
        UUID earning,
        long points,
        @Nullable Instant expiresAt) {

    static Lot of(Row row) {
        return new Lot(row.uuid(0), row.uuid(1), row.uuid(2), row.number(3), row.instantOrNull(4));
    }

    boolean isOver(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    Lot with(long some) {
        return new Lot(id, origin, earning, some, expiresAt);
    }
}
