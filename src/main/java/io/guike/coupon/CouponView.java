package io.guike.coupon;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
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

    /** As many as a screen shows of them. */
    public static final int MOST_LISTED = 8;

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
            ChoiceView<UUID> stores,
            ChoiceView<String> products,
            Set<Channel> channels,
            @Nullable String stackingGroup,
            boolean stackable,
            @Nullable String note) {

        static TermsView of(Terms terms, int listed) {
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
                    ChoiceView.of(terms.stores().only(), terms.stores().except(), listed),
                    ChoiceView.of(terms.products().only(), terms.products().except(), listed),
                    terms.channels(),
                    terms.stackingGroup(),
                    terms.stackable(),
                    terms.note());
        }
    }

    /**
     * Where a coupon counts.
     *
     * @param only everywhere where it is empty and {@code onlyCount} is 0
     * @param onlyCount how many there are, listed or not
     */
    public record ChoiceView<T>(List<T> only, List<T> except, int onlyCount, int exceptCount) {

        static <T> ChoiceView<T> of(Set<T> only, Set<T> except, int listed) {
            return new ChoiceView<>(
                    only.stream().limit(listed).toList(),
                    except.stream().limit(listed).toList(),
                    only.size(),
                    except.size());
        }
    }

    /** Among others: of stores and products the first few, which may be thousands. */
    public static CouponView of(HeldCoupon coupon, Instant now) {
        return of(coupon, now, MOST_LISTED);
    }

    /** By itself, with all stores and products. */
    public static CouponView whole(HeldCoupon coupon, Instant now) {
        return of(coupon, now, Integer.MAX_VALUE);
    }

    private static CouponView of(HeldCoupon coupon, Instant now, int listed) {
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
                TermsView.of(coupon.terms(), listed));
    }
}
