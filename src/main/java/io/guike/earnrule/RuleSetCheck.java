package io.guike.earnrule;

import io.guike.earnrule.Multiplier.Combine;
import io.guike.platform.Problem.Flaw;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds everything that is wrong in a rule set at once, so that nobody mends it flaw by flaw. */
final class RuleSetCheck {

    private static final int MOST_RULES = 100;
    private static final int MOST_NAME = 40;
    private static final long MOST_POINTS = 1_000_000;
    private static final long MOST_PER_FEN = 100;
    private static final long MOST_FEN = 100_000_000;
    private static final long MOST_PER_DAY = 1_000_000_000;
    private static final int MOST_PERCENT = 2_000;
    private static final int MOST_AROUND = 60;

    private final RuleSet set;
    private final Set<String> levels;
    private final Set<UUID> stores;
    private final List<Flaw> flaws = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private RuleSetCheck(RuleSet set, Set<String> levels, Set<UUID> stores) {
        this.set = set;
        this.levels = levels;
        this.stores = stores;
    }

    /**
     * @param levels codes of those that exist
     * @param stores those named in the set that exist
     */
    static List<Flaw> flaws(RuleSet set, Set<String> levels, Set<UUID> stores) {
        RuleSetCheck check = new RuleSetCheck(set, levels, stores);
        check.count("rules", set.rules().size());
        check.count("multipliers", set.multipliers().size());
        for (int i = 0; i < Math.min(set.rules().size(), MOST_RULES); i++) {
            check.rule("rules[" + i + "]", set.rules().get(i));
        }
        for (int i = 0; i < Math.min(set.multipliers().size(), MOST_RULES); i++) {
            check.multiplier("multipliers[" + i + "]", set.multipliers().get(i));
        }
        check.caps();
        return List.copyOf(check.flaws);
    }

    /** All that a set names, existing or not. */
    static Set<UUID> stores(RuleSet set) {
        Set<UUID> named = new HashSet<>();
        Stream.concat(
                        set.rules().stream().map(Rule::stores),
                        set.multipliers().stream().map(Multiplier::stores))
                .forEach(selection -> {
                    named.addAll(selection.only());
                    named.addAll(selection.except());
                });
        return named;
    }

    private void must(boolean holds, String field, String message) {
        if (!holds) {
            flaws.add(Flaw.of(field, message));
        }
    }

    private void count(String field, int size) {
        must(size <= MOST_RULES, field, "最多 " + MOST_RULES + " 条");
    }

    private void rule(String at, Rule rule) {
        named(at, rule.id(), rule.name());
        if (rule.kind() == null) {
            must(false, at + ".kind", "必须填写");
            return;
        }
        boolean purchase = rule.kind() == EarnKind.PURCHASE;
        must(rule.points() >= 1 && rule.points() <= MOST_POINTS, at + ".points", "1 到 " + MOST_POINTS);
        if (purchase) {
            rate(at, rule);
        } else {
            must(rule.perFen() == null, at + ".perFen", "只用于消费规则");
            must(rule.products().isAll(), at + ".products", "只用于消费规则");
        }
        stores(at, rule.stores(), Set.of(rule.kind()));
        products(at, rule.products());
        must(!rule.pending() || rule.kind().canWait(), at + ".pending", "只有消费和评价的积分可以待生效");
        must(rule.expiry() != null, at + ".expiry", "必须填写");
        agrees(at, rule);
    }

    private void rate(String at, Rule rule) {
        Long perFen = rule.perFen();
        must(perFen != null && perFen >= 1 && perFen <= MOST_FEN, at + ".perFen", "1 到 " + MOST_FEN + " 分（钱）");
        boolean bounded = perFen == null || perFen < 1 || (rule.points() - 1) / MOST_PER_FEN < perFen;
        must(bounded, at + ".points", "每分钱最多积 " + MOST_PER_FEN + " 分");
    }

    /** An occasion is one posting: it waits as a whole and lapses as a whole. */
    private void agrees(String at, Rule rule) {
        Rule first = set.rules().stream()
                .filter(one -> one.kind() == rule.kind())
                .findFirst()
                .orElse(rule);
        must(
                first.pending() == rule.pending() && java.util.Objects.equals(first.expiry(), rule.expiry()),
                at,
                "同一类规则的有效期和待生效方式必须一致");
    }

    private void multiplier(String at, Multiplier one) {
        named(at, one.id(), one.name());
        must(one.percent() > 100 && one.percent() <= MOST_PERCENT, at + ".percent", "101 到 " + MOST_PERCENT);
        must(one.combine() == Combine.ADD || one.combine() == Combine.ALONE, at + ".combine", "ADD 或 ALONE");
        must(levels.containsAll(one.levels()), at + ".levels", "没有这个等级");
        stores(at, one.stores(), one.kinds());
        products(at, one.products());
        boolean onlyPurchases = one.kinds().equals(Set.of(EarnKind.PURCHASE));
        must(one.products().isAll() || onlyPurchases, at + ".products", "只用于消费");
        must(one.daysOfMonth().stream().allMatch(day -> day >= 1 && day <= 31), at + ".daysOfMonth", "1 到 31");
        Multiplier.Around around = one.birthday();
        must(
                around == null || isDays(around.before()) && isDays(around.after()),
                at + ".birthday",
                "0 到 " + MOST_AROUND);
        must(one.from() == null || one.until() == null || !one.until().isBefore(one.from()), at + ".until", "不能早于开始日期");
    }

    private static boolean isDays(int days) {
        return days >= 0 && days <= MOST_AROUND;
    }

    private void named(String at, String id, String name) {
        boolean readable = id != null && id.matches("[a-z0-9][a-z0-9-]{0,39}");
        must(readable, at + ".id", "1 到 40 个小写字母、数字或 -");
        must(!readable || ids.add(id), at + ".id", "不能重复");
        must(name != null && !name.isBlank() && name.length() <= MOST_NAME, at + ".name", "1 到 " + MOST_NAME + " 个字");
    }

    /** Where no store is known none is right, so it would never hold. */
    private void stores(String at, Selection<UUID> chosen, Set<EarnKind> kinds) {
        must(chosen.isAll() || kinds.stream().allMatch(EarnKind::hasStore), at + ".stores", "只用于有门店的来源");
        must(chosen.isBounded(), at + ".stores", "最多 " + Selection.MOST + " 个");
        must(stores.containsAll(chosen.only()) && stores.containsAll(chosen.except()), at + ".stores", "没有这家门店");
    }

    private void products(String at, Selection<String> chosen) {
        must(chosen.isBounded(), at + ".products", "最多 " + Selection.MOST + " 个");
        must(
                Stream.concat(chosen.only().stream(), chosen.except().stream())
                        .allMatch(sku -> !sku.isBlank() && sku.length() <= 100),
                at + ".products",
                "商品编码有误");
    }

    private void caps() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < set.caps().size(); i++) {
            RuleSet.Cap cap = set.caps().get(i);
            String at = "caps[" + i + "]";
            must(cap.perDay() >= 0 && cap.perDay() <= MOST_PER_DAY, at + ".perDay", "0 到 " + MOST_PER_DAY);
            must(seen.add(String.valueOf(cap.kind())), at + ".kind", "不能重复");
        }
    }
}
