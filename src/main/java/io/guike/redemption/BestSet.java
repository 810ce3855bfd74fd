package io.guike.redemption;

import io.guike.redemption.Pricing.Priced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which coupons together are worth most. All sets are tried where they and the lines are few; else the coupons that are
 * worth most by themselves are added one by one, each time the one that brings most, and the best single one is compared
 * with what comes out. Never more than one use takes or the budgets of the templates bear, and bounded work for any basket.
 * Of sets that are worth the same the one that hands out more gifts is better, whose value nobody may have told; then the
 * smaller one, then the one whose coupons lapse first. Pure.
 */
final class BestSet {

    /** 4,096 sets. */
    private static final int MOST_TRIED_ALL = 12;

    /**
     * Coupons that are priced, times lines: what the event loop can bear, each step being a few additions. The longest
     * basket with as many coupons as one use takes needs less.
     */
    static final long MOST_STEPS = 400_000;

    /** How many of one stacking group may grow: one of them is used. */
    private static final int MOST_OF_GROUP = 2;

    private final Goods goods;
    private final Map<UUID, Long> budgetLeft;
    private long steps;

    /**
     * What was found.
     *
     * @param steps how much work it was, at most {@link #MOST_STEPS}
     */
    record Found(List<Candidate> coupons, long steps) {}

    private record Choice(List<Candidate> coupons, Priced priced) {

        static final Comparator<Choice> BETTER = Comparator.<Choice>comparingLong(
                        choice -> -choice.priced().worthFen())
                .thenComparingLong(choice -> -choice.priced().gifts())
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
        this.goods = new Goods(basket);
        this.budgetLeft = budgetLeft;
    }

    /**
     * @param applicable those that apply by themselves
     * @param budgetLeft what all coupons of a template together may still take off, in fen; without the templates that have
     *     no budget
     */
    static List<Candidate> of(Basket basket, List<Candidate> applicable, Map<UUID, Long> budgetLeft) {
        return found(basket, applicable, budgetLeft).coupons();
    }

    static Found found(Basket basket, List<Candidate> applicable, Map<UUID, Long> budgetLeft) {
        BestSet search = new BestSet(basket, budgetLeft);
        List<Candidate> sorted = applicable.stream().sorted(Candidate.ORDER).toList();
        Choice best = search.areFew(sorted) ? search.among(sorted) : search.grown(sorted);
        return new Found(best == null ? List.of() : best.coupons(), search.steps);
    }

    /** In all sets of n together, each coupon stands in every other one. */
    private boolean areFew(List<Candidate> coupons) {
        int number = coupons.size();
        return number <= MOST_TRIED_ALL && number * (1L << number) / 2 * lines() <= MOST_STEPS;
    }

    /** The freight counts as one. */
    private long lines() {
        return goods.basket().lines().size() + 1L;
    }

    /** Null where there was work enough. */
    private @Nullable Choice priced(List<Candidate> coupons) {
        long more = coupons.size() * lines();
        if (steps + more > MOST_STEPS) {
            return null;
        }
        steps += more;
        return new Choice(coupons, Pricing.of(goods, coupons));
    }

    static boolean goTogether(List<Candidate> coupons) {
        for (int i = 0; i < coupons.size(); i++) {
            for (int j = i + 1; j < coupons.size(); j++) {
                if (!coupons.get(i).goesWith(coupons.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }

    private @Nullable Choice among(List<Candidate> coupons) {
        Choice best = null;
        for (int set = 1; set < 1 << coupons.size(); set++) {
            best = better(best, chosen(coupons, set));
        }
        return best;
    }

    private static List<Candidate> chosen(List<Candidate> coupons, int set) {
        List<Candidate> chosen = new ArrayList<>();
        for (int i = 0; i < coupons.size(); i++) {
            if ((set & 1 << i) != 0) {
                chosen.add(coupons.get(i));
            }
        }
        return List.copyOf(chosen);
    }

    private @Nullable Choice better(@Nullable Choice best, List<Candidate> coupons) {
        if (!goTogether(coupons)) {
            return best;
        }
        Choice choice = priced(coupons);
        if (choice == null || !choice.priced().allCount() || !isBorne(choice)) {
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
                .map(one -> priced(List.of(one)))
                .filter(Objects::nonNull)
                .filter(choice -> choice.priced().allCount() && isBorne(choice))
                .sorted(Choice.BETTER)
                .toList();
        List<Candidate> promising = promising(singles);
        Choice grown = null;
        for (Choice next = more(promising, null); next != null; next = more(promising, grown)) {
            grown = next;
        }
        Choice best = singles.isEmpty() ? null : singles.get(0);
        return grown != null && (best == null || Choice.BETTER.compare(grown, best) < 0) ? grown : best;
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
