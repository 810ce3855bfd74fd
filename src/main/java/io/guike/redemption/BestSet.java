package io.guike.redemption;

import io.guike.redemption.Pricing.Priced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which coupons together are worth most. All sets are tried where they and the lines are few; else the coupons that are
 * worth most by themselves are added one by one, each time the one that brings most, and the best single one is compared
 * with what comes out. Never more than one use takes or the budgets of the templates bear, and bounded work for any basket.
 * Of sets that are worth the same the smaller one is better, then the one whose coupons lapse first. Pure.
 */
final class BestSet {

    /** 4,096 sets. */
    private static final int MOST_TRIED_ALL = 12;

    /** Sets times lines: some ten milliseconds, which the event loop can bear. */
    private static final int MOST_WORK = 50_000;

    /** How many of one stacking group may grow: one of them is used. */
    private static final int MOST_OF_GROUP = 2;

    private final Basket basket;
    private final Map<UUID, Long> budgetLeft;

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

    private BestSet(Basket basket, Map<UUID, Long> budgetLeft) {
        this.basket = basket;
        this.budgetLeft = budgetLeft;
    }

    /**
     * @param applicable those that apply by themselves
     * @param budgetLeft what all coupons of a template together may still take off, in fen; without the templates that have
     *     no budget
     */
    static List<Candidate> of(Basket basket, List<Candidate> applicable, Map<UUID, Long> budgetLeft) {
        BestSet search = new BestSet(basket, budgetLeft);
        List<Candidate> sorted = applicable.stream().sorted(Candidate.ORDER).toList();
        Choice best = search.areFew(sorted) ? search.among(sorted) : search.grown(sorted);
        return best == null ? List.of() : best.coupons();
    }

    private boolean areFew(List<Candidate> coupons) {
        return coupons.size() <= MOST_TRIED_ALL
                && (1L << coupons.size()) * basket.lines().size() <= MOST_WORK;
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
        if (!choice.priced().allCount() || !isBorne(choice)) {
            return best;
        }
        return best == null || Choice.BETTER.compare(choice, best) < 0 ? choice : best;
    }

    private boolean isBorne(Choice choice) {
        return choice.priced().costs().entrySet().stream().allMatch(cost -> cost.getValue() <= leftOf(cost.getKey()));
    }

    private long leftOf(UUID template) {
        return budgetLeft.getOrDefault(template, Long.MAX_VALUE);
    }

    private @Nullable Choice grown(List<Candidate> coupons) {
        List<Choice> singles = coupons.stream()
                .map(one -> new Choice(List.of(one), Pricing.of(basket, List.of(one))))
                .filter(choice -> choice.priced().allCount() && isBorne(choice))
                .sorted(Choice.BETTER)
                .toList();
        List<Candidate> promising = promising(singles);
        Choice grown = null;
        for (Choice next = more(promising, null); next != null; next = more(promising, grown)) {
            grown = next;
        }
        Choice best = singles.isEmpty() ? null : singles.get(0);
        return grown == null ? best : better(best, grown.coupons());
    }

    /**
     * Of those that go with others the best, as many as one use takes; neither a group nor a template whose budget is all
     * but used up must crowd out the others.
     */
    private List<Candidate> promising(List<Choice> singles) {
        Map<String, Integer> ofGroup = new HashMap<>();
        Map<UUID, Long> ofTemplate = new HashMap<>();
        return singles.stream()
                .filter(choice -> choice.coupons().get(0).goesWithOthers())
                .filter(choice -> isAmongFew(choice.coupons().get(0).terms().stackingGroup(), ofGroup))
                .filter(choice -> isAffordable(choice.priced().costs(), ofTemplate))
                .map(choice -> choice.coupons().get(0))
                .limit(Taking.MOST_COUPONS)
                .toList();
    }

    private static boolean isAmongFew(@Nullable String group, Map<String, Integer> ofGroup) {
        return group == null || ofGroup.merge(group, 1, Integer::sum) <= MOST_OF_GROUP;
    }

    /** One that takes the last of a budget may come out cheaper beside others. */
    private boolean isAffordable(Map<UUID, Long> costs, Map<UUID, Long> before) {
        return costs.entrySet().stream()
                .allMatch(cost -> before.merge(cost.getKey(), cost.getValue(), Long::sum) - cost.getValue()
                        <= leftOf(cost.getKey()));
    }

    /** With one coupon more; null where none brings anything. */
    private @Nullable Choice more(List<Candidate> coupons, @Nullable Choice base) {
        List<Candidate> chosen = base == null ? List.of() : base.coupons();
        Choice best = base;
        for (Candidate one : coupons) {
            if (!chosen.contains(one)) {
                List<Candidate> larger = new ArrayList<>(chosen);
                larger.add(one);
                best = better(best, larger);
            }
        }
        return best == base ? null : best;
    }
}
