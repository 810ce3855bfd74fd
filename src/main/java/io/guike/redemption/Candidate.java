package io.guike.redemption;

import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Terms;
import io.guike.redemption.Basket.Line;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A coupon before a basket: whether it applies, by itself and beside others. Pure. */
record Candidate(HeldCoupon coupon) {

    /** In which coupons are taken off: by kind, then those that lapse first. */
    static final Comparator<Candidate> ORDER = Comparator.comparing(
                    (Candidate candidate) -> candidate.terms().kind())
            .thenComparing(candidate -> candidate.coupon().window().until())
            .thenComparing(candidate -> candidate.coupon().id());

    Terms terms() {
        return coupon.terms();
    }

    /** Null where it applies. Budgets are the database's business. */
    @Nullable
    Refusal refusal(Occasion occasion, Basket basket) {
        Refusal standing = standing(occasion);
        return standing != null ? standing : worth(basket);
    }

    private @Nullable Refusal standing(Occasion occasion) {
        Refusal state = switch (coupon.at(occasion.at())) {
            case ISSUED -> null;
            case RESERVED -> Refusal.RESERVED;
            case REDEEMED -> Refusal.REDEEMED;
            case EXPIRED -> Refusal.EXPIRED;
            case REVOKED -> Refusal.REVOKED;
            case GIVEN -> Refusal.GIVEN;
        };
        if (state != null) {
            return state;
        }
        if (occasion.at().isBefore(coupon.window().from())) {
            return Refusal.NOT_YET_VALID;
        }
        if (!terms().hours().hold(occasion.at())) {
            return Refusal.OUTSIDE_HOURS;
        }
        if (!terms().takes(occasion.channel())) {
            return Refusal.WRONG_CHANNEL;
        }
        return takesStore(occasion) ? null : Refusal.WRONG_STORE;
    }

    private boolean takesStore(Occasion occasion) {
        return occasion.store() == null
                ? terms().stores().only().isEmpty()
                : terms().stores().take(occasion.store());
    }

    private @Nullable Refusal worth(Basket basket) {
        boolean anyProduct = terms().products().only().isEmpty();
        boolean needsLine = terms().kind() == Terms.Kind.AMOUNT || terms().kind() == Terms.Kind.PERCENT || !anyProduct;
        if (needsLine && eligible(basket).isEmpty()) {
            return Refusal.NO_PRODUCT;
        }
        if (countedFen(basket) < terms().thresholdFen()) {
            return Refusal.BELOW_THRESHOLD;
        }
        return terms().kind() == Terms.Kind.FREIGHT && basket.freightFen() == 0 ? Refusal.NO_FREIGHT : null;
    }

    boolean applies(Line line) {
        return terms().products().hold(line.sku());
    }

    List<Line> eligible(Basket basket) {
        return basket.lines().stream().filter(this::applies).toList();
    }

    /** Towards the threshold, before any discount; the piece that the coupon itself gives does not count. */
    private long countedFen(Basket basket) {
        long all = eligible(basket).stream().mapToLong(Line::amountFen).sum();
        Line gift = giftLine(basket);
        return gift != null && applies(gift) ? all - gift.pieceFen() : all;
    }

    /** The line of which a piece is free: the one whose piece costs least; null where it is handed out beside. */
    @Nullable
    Line giftLine(Basket basket) {
        Terms.Gift gift = terms().gift();
        String sku = gift == null ? null : gift.sku();
        return sku == null
                ? null
                : basket.lines().stream()
                        .filter(line -> line.sku().equals(sku))
                        .min(Comparator.comparing(Line::pieceFen))
                        .orElse(null);
    }

    /** Of one group only one; without a group alone, unless it goes with everything. */
    boolean goesWith(Candidate other) {
        String group = terms().stackingGroup();
        boolean sameGroup = group != null && group.equals(other.terms().stackingGroup());
        return !sameGroup && goesWithOthers() && other.goesWithOthers();
    }

    /** Whether it is used beside any other at all. */
    boolean goesWithOthers() {
        return terms().stackingGroup() != null || terms().stackable();
    }
}
