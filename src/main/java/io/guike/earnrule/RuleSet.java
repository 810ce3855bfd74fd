package io.guike.earnrule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of the earning rules, as head office writes it.
 *
 * @param rules in their order: of those that fit an event, or a line of a purchase, the first counts
 * @param multipliers see {@link Multiplier.Combine}
 * @param caps what a person may earn on one day; at most one for each kind and one for all together
 */
record RuleSet(List<Rule> rules, List<Multiplier> multipliers, List<Cap> caps) {

    /**
     * The most that one person earns on one day.
     *
     * @param kind null for all kinds together
     */
    record Cap(@Nullable EarnKind kind, long perDay) {

        boolean covers(EarnKind one) {
            return kind == null || kind == one;
        }

        String zh() {
            return kind == null ? "全部积分" : kind.zh() + "积分";
        }
    }

    RuleSet {
        rules = rules == null ? List.of() : List.copyOf(rules);
        multipliers = multipliers == null ? List.of() : List.copyOf(multipliers);
        caps = caps == null ? List.of() : List.copyOf(caps);
    }
}
