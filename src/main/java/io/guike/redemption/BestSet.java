package io.guike.redemption;

import io.guike.redemption.Pricing.Priced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which coupons together are worth most. All sets are tried where there are few; of many, coupons are added one by one,
 * each time the one that brings most, and the best single one is compared with what comes out. Of sets that are worth
 * the same the smaller one is better, then the one whose coupons lapse first. Pure.
 */
final class BestSet {

    /** 4,096 sets. */
    static final int MOST_TRIED_ALL = 12;

    private final Basket basket;

    private record Choice(List<Candidate> coupons, Priced priced) {

        static final Comparator<Choice> BETTER = Comparator.<Choice>comparingLong(
                        choice -> -choice.priced().worthFen())
                .thenComparingInt(choice -> choice.coupons().size())
                .thenComparing(choice -> soonest(choice.coupons()));

        private static String soonest(List<Candidate> coupons) {
            StringBuilder order = new StringBuilder();
            coupons.stream()
                    .sorted(Comparator.comparing(
                            (Candidate candidate) -> candidate.coupon().window().until()))
                    .forEach(candidate -> order.append(
                                    candidate.coupon().window().until().getEpochSecond())
                            .append(' ')
                            .append(candidate.coupon().id())
                            .append(' '));
            return order.toString();
        }
    }

    private BestSet(Basket basket) {
        this.basket = basket;
    }

    /** @param applicable those that apply by themselves */
    static List<Candidate> of(Basket basket, List<Candidate> applicable) {
        BestSet search = new BestSet(basket);
        List<Candidate> sorted = applicable.stream().sorted(Candidate.ORDER).toList();
        Choice best = sorted.size() <= MOST_TRIED_ALL ? search.among(sorted) : search.grown(sorted);
        return best == null ? List.of() : best.coupons();
    }

    static boolean goTogether(List<Candidate> coupons) {
        return IntStream.range(0, coupons.size())
                .allMatch(i -> IntStream.range(i + 1, coupons.size())
                        .allMatch(j -> coupons.get(i).goesWith(coupons.get(j))));
    }

    private @Nullable Choice among(List<Candidate> coupons) {
        Choice best = null;
        for (int set = 1; set < 1 << coupons.size(); set++) {
            best = better(best, chosen(coupons, set));
        }
        return best;
    }

    private static List<Candidate> chosen(List<Candidate> coupons, int set) {
        return IntStream.range(0, coupons.size())
                .filter(i -> (set & 1 << i) != 0)
                .mapToObj(coupons::get)
                .toList();
    }

    private @Nullable Choice better(@Nullable Choice best, List<Candidate> coupons) {
        if (!goTogether(coupons)) {
            return best;
        }
        Choice choice = new Choice(coupons, Pricing.of(basket, coupons));
        if (!choice.priced().allCount()) {
            return best;
        }
        return best == null || Choice.BETTER.compare(choice, best) < 0 ? choice : best;
    }

    private @Nullable Choice grown(List<Candidate> coupons) {
        Choice best = null;
        for (Candidate one : coupons) {
            best = better(best, List.of(one));
        }
        Choice grown = null;
        for (Choice next = more(coupons, null); next != null; next = more(coupons, grown)) {
            grown = next;
        }
        return grown == null ? best : better(best, grown.coupons());
    }

    /** With one coupon more; null where none brings anything. Coupons that are used alone do not grow. */
    private @Nullable Choice more(List<Candidate> coupons, @Nullable Choice base) {
        List<Candidate> chosen = base == null ? List.of() : base.coupons();
        Choice best = base;
        for (Candidate one : coupons) {
            if (!chosen.contains(one) && one.goesWithOthers()) {
                List<Candidate> larger = new ArrayList<>(chosen);
                larger.add(one);
                best = better(best, larger);
            }
        }
        return best == base ? null : best;
    }
}
