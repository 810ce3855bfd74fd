package io.guike.redemption;

import io.guike.coupon.Terms;
import io.guike.redemption.Basket.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a set of coupons takes off a basket, line by line. Pure; the order of the kinds is gift, amount, percent, freight,
 * each on what the ones before have left. Fractions of a fen are cut off.
 */
final class Pricing {

    private final Goods goods;
    private final List<Line> bought;
    /** What is left of each line, and of its pieces. */
    private final long[] left;

    private final int[] pieces;
    private long freightLeft;
    private final List<Taken> taken = new ArrayList<>();

    /**
     * What one coupon takes off.
     *
     * @param costFen what it counts for in its budget: more than the discount where a gift is handed out beside
     * @param line in which the gift's piece stands, by its place in the basket; -1 where it has none there
     * @param beside the gift that is handed out beside the basket, or stands in it for nothing; null where there is none
     */
    record Taken(
            Candidate candidate,
            long discountFen,
            long costFen,
            int line,
            @Nullable String beside) {

        /** Whether it does something. */
        boolean counts() {
            return discountFen > 0 || beside != null;
        }

        /** Whether its gift is in no line of the basket. */
        boolean isHandedOut() {
            return beside != null && line < 0;
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

        /** Whether a piece of this line is a coupon's gift. */
        boolean givesIn(int line) {
            return taken.stream().anyMatch(one -> one.line() == line);
        }

        /** How many gifts it brings that take nothing off the basket. */
        long gifts() {
            return taken.stream().filter(one -> one.beside() != null).count();
        }
    }

    private Pricing(Goods goods) {
        this.goods = goods;
        this.bought = goods.basket().lines();
        this.left = bought.stream().mapToLong(Line::amountFen).toArray();
        this.pieces = bought.stream().mapToInt(Line::quantity).toArray();
        this.freightLeft = goods.basket().freightFen();
    }

    static Priced of(Basket basket, List<Candidate> coupons) {
        return of(new Goods(basket), coupons);
    }

    /** As the other, for whoever prices one basket again and again. */
    static Priced of(Goods goods, List<Candidate> coupons) {
        Basket basket = goods.basket();
        Pricing pricing = new Pricing(goods);
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
        taken.add(new Taken(coupon, discount, discount, -1, null));
    }

    private static long capped(Terms terms, long discount) {
        return terms.ceilingFen() == null ? discount : Math.min(terms.ceilingFen(), discount);
    }

    private long base(Candidate coupon) {
        long base = 0;
        for (int line : goods.of(coupon)) {
            base += left[line];
        }
        return base;
    }

    private void give(Candidate coupon) {
        Terms.Gift gift = coupon.terms().gift();
        if (gift == null) {
            return;
        }
        int line = giftLine(gift.sku());
        if (line < 0) {
            taken.add(new Taken(coupon, 0, gift.valueFen(), -1, gift.name()));
            return;
        }
        pieces[line]--;
        long discount = Math.min(bought.get(line).pieceFen(), left[line]);
        taken.add(
                left[line] == 0
                        ? new Taken(coupon, 0, gift.valueFen(), line, gift.name())
                        : new Taken(coupon, discount, discount, line, null));
        left[line] -= discount;
    }

    /** Of the lines that still have a piece, the one whose piece costs least; -1 where there is none. */
    private int giftLine(@Nullable String sku) {
        int best = -1;
        for (int i = 0; i < left.length; i++) {
            boolean hasOne = pieces[i] > 0 && bought.get(i).sku().equals(sku);
            if (hasOne
                    && (best < 0 || bought.get(i).pieceFen() < bought.get(best).pieceFen())) {
                best = i;
            }
        }
        return best;
    }

    /** By what is left of each line; fen that do not come out go to the largest remainders. */
    private void spread(Candidate coupon, long discount) {
        int[] lines = goods.of(coupon);
        long base = base(coupon);
        if (base > 0) {
            long rest = discount;
            long[] remainders = new long[lines.length];
            for (int i = 0; i < lines.length; i++) {
                long product = discount * left[lines[i]];
                remainders[i] = product % base;
                left[lines[i]] -= product / base;
                rest -= product / base;
            }
            for (int i : largest(remainders, (int) rest)) {
                left[lines[i]]--;
            }
        }
        note(coupon, discount);
    }

    /** The places of the largest; of equal ones the first. One number orders both, as remainders are below 2^48. */
    private static int[] largest(long[] remainders, int most) {
        long[] keys = new long[remainders.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = -remainders[i] * (Basket.MOST_LINES + 1) + i;
        }
        Arrays.sort(keys);
        return LongStream.of(keys)
                .limit(most)
                .mapToInt(key -> Math.floorMod(key, Basket.MOST_LINES + 1))
                .toArray();
    }
}
