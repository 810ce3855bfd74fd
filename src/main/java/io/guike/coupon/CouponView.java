package io.guike.coupon;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A coupon as its owner, staff and tills see it: without who bears its cost.
 *
 * @param state what it counts for at this moment
 * @param summary its worth in one line, zh-CN
 */
public record CouponView(
        UUID id,
        UUID templateId,
        String name,
        String summary,
        CouponState state,
        Instant validFrom,
        Instant validUntil,
        Way way,
        Instant gotAt,
        boolean shareable,
        TermsView terms) {

    /** The terms that concern its use. */
    public record TermsView(
            Terms.Kind kind,
            long amountFen,
            int percentOff,
            @Nullable Long ceilingFen,
            @Nullable String giftName,
            @Nullable String giftSku,
            long thresholdFen,
            Set<DayOfWeek> weekdays,
            @Nullable LocalTime from,
            @Nullable LocalTime until,
            Terms.Stores stores,
            Terms.Products products,
            Set<Channel> channels,
            @Nullable String stackingGroup,
            boolean stackable,
            @Nullable String note) {

        static TermsView of(Terms terms) {
            Terms.Gift gift = terms.gift();
            return new TermsView(
                    terms.kind(),
                    terms.amountFen(),
                    terms.percentOff(),
                    terms.ceilingFen(),
                    gift == null ? null : gift.name(),
                    gift == null ? null : gift.sku(),
                    terms.thresholdFen(),
                    terms.hours().weekdays(),
                    terms.hours().from(),
                    terms.hours().until(),
                    terms.stores(),
                    terms.products(),
                    terms.channels(),
                    terms.stackingGroup(),
                    terms.stackable(),
                    terms.note());
        }
    }

    public static CouponView of(HeldCoupon coupon, Instant now) {
        return new CouponView(
                coupon.id(),
                coupon.template(),
                coupon.name(),
                Summary.of(coupon.terms()),
                coupon.at(now),
                coupon.window().from(),
                coupon.window().until(),
                coupon.way(),
                coupon.gotAt(),
                coupon.shareable(),
                TermsView.of(coupon.terms()));
    }
}
