package io.guike.redemption;

import io.guike.coupon.Channel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One use of coupons.
 *
 * @param reservedUntil of one that was reserved first
 */
public record RedemptionView(
        UUID id,
        String reference,
        Channel channel,
        Redemption.State state,
        @Nullable UUID storeId,
        long grossFen,
        long discountFen,
        long payableFen,
        Instant madeAt,
        @Nullable Instant reservedUntil,
        @Nullable Instant redeemedAt,
        List<UseView> coupons,
        List<LineView> lines) {

    /**
     * A coupon in it.
     *
     * @param giftName what is handed out, of a gift coupon
     * @param hqFen and {@code storeFen}: who bears it; together the discount, or the value of a gift that is handed out
     */
    public record UseView(
            UUID couponId,
            String name,
            String summary,
            long discountFen,
            @Nullable String giftName,
            long hqFen,
            long storeFen) {}

    /**
     * A line of the basket; the freight is the one named FREIGHT.
     *
     * @param giftName of a line that stands for a gift handed out beside the basket
     * @param quantityBack how many of its pieces have come back
     */
    public record LineView(
            String line,
            @Nullable String sku,
            @Nullable String giftName,
            int quantity,
            long amountFen,
            long discountFen,
            long payableFen,
            long refundedFen,
            int quantityBack) {}
}
