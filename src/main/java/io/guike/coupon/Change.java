package io.guike.coupon;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a coupon's state.
 *
 * @param from what it must be, as written down
 * @param redemption the use it belongs to; null leaves what is there
 * @param reservedUntil of a reservation: its end; else null, and none is left
 * @param validUntil its new end; null leaves what is there
 * @param detail for its history; never personal data
 */
public record Change(
        UUID coupon,
        CouponState from,
        CouponState to,
        Cause cause,
        String actor,
        @Nullable UUID storeId,
        @Nullable UUID redemption,
        @Nullable Instant reservedUntil,
        @Nullable Instant validUntil,
        @Nullable String detail) {}
