package io.guike.points;

import io.guike.platform.Row;
import io.guike.points.HoldView.State;
import java.time.Instant;
import java.util.UUID;

/** A hold as it stands, with what its capture is to be posted under. */
record Hold(HoldView view, UUID origin, Spending spending) {

    static final String SELECT = """
            select id, reason, source, person_id, points, captured, state, expires_at, posting_id, origin_id, actor, store_id,
              text
            from points_hold where\s""";

    static Hold of(Row row) {
        HoldView view = new HoldView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.uuid(3),
                row.number(4),
                row.isNull(5) ? null : row.number(5),
                State.valueOf(row.text(6)),
                row.uuidOrNull(11),
                row.instant(7),
                row.uuidOrNull(8));
        Spending spending = new Spending(
                row.uuid(9),
                view.reason(),
                view.source(),
                view.points(),
                row.text(10),
                row.uuidOrNull(11),
                row.text(12));
        return new Hold(view, row.uuid(9), spending);
    }

    boolean isOver(Instant now) {
        return view.state() == State.LAPSED
                || view.state() == State.OPEN && !view.expiresAt().isAfter(now);
    }
}
