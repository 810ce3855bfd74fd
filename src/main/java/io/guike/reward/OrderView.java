package io.guike.reward;

import io.guike.reward.OrderRows.Order;
import io.guike.reward.OrderRows.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 *
 * @param points that it cost; they came back where it was cancelled or lapsed
 * @param couponId of a coupon
 * @param code with which goods are collected, for the person alone and while they wait
 * @param reason why it ended without being collected
 */
record OrderView(
        UUID id,
        UUID rewardId,
        RewardKind kind,
        String name,
        long points,
        State state,
        Instant at,
        @Nullable UUID couponId,
        @Nullable String code,
        @Nullable Instant collectUntil,
        @Nullable Instant endedAt,
        @Nullable String reason,
        @Nullable UUID storeId) {

    static OrderView of(Order order, @Nullable String code, Instant now) {
        State state = order.at(now);
        return new OrderView(
                order.id(),
                order.reward(),
                order.kind(),
                order.name(),
                order.points(),
                state,
                order.at(),
                order.coupon(),
                state == State.WAITING ? code : null,
                order.collectUntil(),
                order.endedAt(),
                order.reason(),
                order.storeId());
    }
}
