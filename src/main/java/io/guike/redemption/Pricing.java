package io.guike.redemption;

import io.guike.coupon.Terms;
import io.guike.redemption.Basket.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a set of coupons takes off a basket, line by line. Pure; the order of the kinds is gift, amount, percent, freight,
 * each on what the ones before have left. Fractions of a fen are cut off.
 */
final class Pricing {

    private final Basket basket;
    /** What is left of each line, and of its pieces. */
    private final long[] left;

    private final int[] pieces;
    private long freightLeft;
    private final List<Taken> taken = new ArrayList<>();

    /**
     * What one coupon takes off.
     *
     * @param costFen what it counts for in its budget: more than the discount where a gift is handed out beside
     * @param beside the gift that is handed out beside the basket, or stands in it for nothing; null where there is none
     */
    record Taken(
            Candidate candidate,
            long discountFen,
            long costFen,
            @Nullable String beside) {

        /** Whether it does something. */
        boolean counts() {
            return discountFen > 0 || beside != null;
        }
    }

    /**
     * The outcome.
     *
     * @param lineDiscounts in the order of the basket's lines
     */
    record Priced(List<Taken> taken, long[] lineDiscounts, long freightDiscountFen) {

        long discountFen() {
            return taken.stream().mapToLong(Taken::discountFen).sum();
        }

        /** What the set is good for to its owner. */
        long worthFen() {
            return taken.stream().mapToLong(Taken::costFen).sum();
        }

        /** What the set counts for in the budgets, by template. */
        Map<UUID, Long> costs() {
            Map<UUID, Long> costs = new HashMap<>();
            taken.forEach(one -> costs.merge(one.candidate().coupon().template(), one.costFen(), Math::addExact));
            return costs;
        }

        boolean allCount() {
            return taken.stream().allMatch(Taken::counts);
        }
    }

    private Pricing(Basket basket) {
        this.basket = basket;
        this.left = basket.lines().stream().mapToLong(Line::amountFen).toArray();
        this.pieces = basket.lines().stream().mapToInt(Line::quantity).toArray();
        this.freightLeft = basket.freightFen();
    }

    static Priced of(Basket basket, List<Candidate> coupons) {
        Pricing pricing = new Pricing(basket);
        coupons.stream().sorted(Candidate.ORDER).forEach(pricing::take);
        long[] discounts = IntStream.range(0, basket.lines().size())
                .mapToLong(i -> basket.lines().get(i).amountFen() - pricing.left[i])
                .toArray();
        return new Priced(List.copyOf(pricing.taken), discounts, basket.freightFen() - pricing.freightLeft);
    }

    private void take(Candidate coupon) {
        Terms terms = coupon.terms();
        switch (terms.kind()) {
            case GIFT -> give(coupon);
            case AMOUNT -> spread(coupon, Math.min(terms.amountFen(), base(coupon)));
            case PERCENT -> spread(coupon, capped(terms, base(coupon) * terms.percentOff() / 100));
            case FREIGHT -> {
                long discount = capped(terms, freightLeft);
                freightLeft -= discount;
                note(coupon, discount);
            }
        }
    }

    private void note(Candidate coupon, long discount) {
        taken.add(new Taken(coupon, discount, discount, null));
    }

    private static long capped(Terms terms, long discount) {
        return terms.ceilingFen() == null ? discount : Math.min(terms.ceilingFen(), discount);
    }

    private long base(Candidate coupon) {
        return eligible(coupon).mapToLong(i -> left[i]).sum();
    }

    private IntStream eligible(Candidate coupon) {
        return IntStream.range(0, left.length)
                .filter(i -> coupon.applies(basket.lines().get(i)));
    }

    private void give(Candidate coupon) {
        Terms.Gift gift = coupon.terms().gift();
        int line = giftLine(coupon);
        if (gift == null) {
            return;
        }
        if (line < 0 || left[line] == 0) {
            taken.add(new Taken(coupon, 0, gift.valueFen(), gift.name()));
            return;
        }
        long discount = Math.min(basket.lines().get(line).pieceFen(), left[line]);
        left[line] -= discount;
        pieces[line]--;
        note(coupon, discount);
    }

    /** Of the lines that still have a piece, the one whose piece costs least; -1 where there is none. */
    private int giftLine(Candidate coupon) {
        Terms.Gift gift = coupon.terms().gift();
        String sku = gift == null ? null : gift.sku();
        return IntStream.range(0, left.length)
                .filter(i -> basket.lines().get(i).sku().equals(sku) && pieces[i] > 0)
                .boxed()
                .min(Comparator.comparing(i -> basket.lines().get(i).pieceFen()))
                .orElse(-1);
    }

    /** By what is left of each line; fen that do not come out go to the largest remainders. */
    private void spread(Candidate coupon, long discount) {
        int[] lines = eligible(coupon).toArray();
        long base = base(coupon);
        long rest = discount;
        long[] remainders = new long[left.length];
        long[] before = left.clone();
        for (int line : lines) {
            long product = base == 0 ? 0 : discount * before[line];
            long share = base == 0 ? 0 : product / base;
            remainders[line] = base == 0 ? 0 : product % base;
            left[line] -= share;
            rest -= share;
        }
        List<Integer> byRemainder = IntStream.of(lines)
                .boxed()
                .sorted(Comparator.comparing((Integer line) -> -remainders[line])
                        .thenComparing(line -> line))
                .limit(rest)
                .toList();
        byRemainder.forEach(line -> left[line]--);
        note(coupon, discount);
    }
}
