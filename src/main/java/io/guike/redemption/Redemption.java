package io.guike.redemption;

import io.guike.coupon.Channel;
import io.guike.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One use of coupons, as its row says. */
record Redemption(
        UUID id,
        String client,
        String reference,
        Channel channel,
        UUID person,
        @Nullable UUID store,
        State state,
        String request,
        long grossFen,
        long discountFen,
        Instant madeAt,
        @Nullable Instant reservedUntil,
        @Nullable Instant redeemedAt) {

    static final String COLUMNS = "id, client, reference, channel, person_id, store_id, state, request, gross_fen,"
            + " discount_fen, made_at, reserved_until, redeemed_at";

    /** RESERVED → REDEEMED → RETURNED or UNDONE; RESERVED → RELEASED or LAPSED. */
    public enum State {
        RESERVED,
        REDEEMED,
        RELEASED,
        LAPSED,
        RETURNED,
        UNDONE
    }

    static Redemption of(Row row) {
        return new Redemption(
                row.uuid(0),
                row.text(1),
                row.text(2),
                Channel.valueOf(row.text(3)),
                row.uuid(4),
                row.uuidOrNull(5),
                State.valueOf(row.text(6)),
                row.text(7),
                row.number(8),
                row.number(9),
                row.instant(10),
                row.instantOrNull(11),
                row.instantOrNull(12));
    }

    /** What is due and not yet written down counts. */
    State at(Instant now) {
        return state == State.RESERVED && reservedUntil != null && !now.isBefore(reservedUntil) ? State.LAPSED : state;
    }
}
