package io.guike.redemption;

import io.guike.coupon.CouponView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person's coupons are worth for a basket.
 *
 * @param coupons what they could use now or later, those that apply first, worth most first
 * @param best the set that is worth most, in the order in which it is taken off
 * @param lines of the basket with the best set
 */
public record QuoteView(
        List<CouponQuote> coupons,
        List<UUID> best,
        long grossFen,
        long discountFen,
        long payableFen,
        List<LineQuote> lines) {

    /**
     * One coupon by itself.
     *
     * @param reason stable, a {@link Refusal}; null where it applies
     * @param text the same for people, zh-CN
     * @param giftName what is handed out, of a gift coupon that applies
     */
    public record CouponQuote(
            CouponView coupon,
            boolean applicable,
            @Nullable Refusal reason,
            @Nullable String text,
            long discountFen,
            @Nullable String giftName) {}

    /** One line; the freight is the one named FREIGHT. */
    public record LineQuote(String line, long amountFen, long discountFen, long payableFen) {}
}
