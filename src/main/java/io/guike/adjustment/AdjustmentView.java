package io.guike.adjustment;

import io.guike.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points given or taken by head office.
 *
 * @param points negative where they are taken
 * @param expiry of what is given, as {@link io.guike.points.Expiry#text()}
 * @param fourEyes whether a second person has to look at it
 * @param decidedBy null while it waits, and where nobody had to decide
 */
record AdjustmentView(
        UUID id,
        UUID personId,
        long points,
        String expiry,
        String reason,
        boolean fourEyes,
        State state,
        String askedBy,
        Instant askedAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decisionReason,
        @Nullable UUID postingId) {

    enum State {
        WAITING,
        POSTED,
        REJECTED
    }

    static final String SELECT = """
            select id, person_id, points, expiry, reason, four_eyes, state, asked_name, asked_at, decided_name, decided_at,
              decision_reason, posting_id, origin_id, asked_by
            from points_adjustment\s""";

    static AdjustmentView of(Row row) {
        return new AdjustmentView(
                row.uuid(0),
                row.uuid(1),
                row.number(2),
                row.text(3),
                row.text(4),
                row.flag(5),
                State.valueOf(row.text(6)),
                row.text(7),
                row.instant(8),
                row.textOrNull(9),
                row.instantOrNull(10),
                row.textOrNull(11),
                row.uuidOrNull(12));
    }
}
