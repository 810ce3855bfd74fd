package io.guike.redemption;

import io.guike.coupon.Channel;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When and where coupons are used.
 *
 * @param store null for an order that no store fills
 */
public record Occasion(
        Instant at, Channel channel, @Nullable UUID store) {}
