package io.guike.coupon;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A coupon of somebody.
 *
 * @param origin through whom it was got; {@code person}: whose it is now
 * @param state as written down; {@link #at} tells what it counts for
 * @param reservedUntil when the reservation that holds it ends; null where none does
 * @param redemption the open or last use of it
 */
public record HeldCoupon(
        UUID id,
        UUID template,
        int version,
        String name,
        Terms terms,
        boolean shareable,
        UUID origin,
        UUID person,
        CouponState state,
        Window window,
        Way way,
        Instant gotAt,
        @Nullable Instant reservedUntil,
        @Nullable UUID redemption) {

    /** What is due and not yet written down counts: the end of its window, and of a reservation. */
    public CouponState at(Instant now) {
        boolean free = state == CouponState.RESERVED && reservedUntil != null && !now.isBefore(reservedUntil);
        if (state != CouponState.ISSUED && !free) {
            return state;
        }
        return now.isBefore(window.until()) ? CouponState.ISSUED : CouponState.EXPIRED;
    }
}
