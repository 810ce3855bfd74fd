package io.guike.earnrule;

import io.guike.earnrule.Multiplier.Combine;
import io.guike.points.Expiry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version of the rules at work. Pure: the same occasion always earns the same.
 *
 * <ol>
 *   <li>Of the rules that fit an event, the first counts; of a purchase it is chosen for each line apart.
 *   <li>Of the multipliers that fit, the surpluses of those that {@code ADD} are summed up; one that stands {@code ALONE}
 *       counts instead where it gives more than all of them together.
 *   <li>Everything is added up exactly, and cut to whole points once.
 *   <li>Then the caps: that of the kind, then that of the day. What was earned on the day is what was given, returned or
 *       not: a return makes no room.
 * </ol>
 */
public record EarnRules(int version, RuleSet set) {

    /** Of one occasion, whatever the rules say: beyond it somebody mistyped a price or a rule. */
    static final long MOST_POINTS = 1_000_000_000L;

    /** Before any version holds. */
    static final EarnRules NONE = new EarnRules(0, new RuleSet(List.of(), List.of(), List.of()));

    /** What multiplies a share. */
    private record Boost(int percent, List<Multiplier> by) {

        static Boost of(List<Multiplier> fitting) {
            List<Multiplier> adding =
                    fitting.stream().filter(one -> one.combine() == Combine.ADD).toList();
            int sum = 100 + adding.stream().mapToInt(Multiplier::surplus).sum();
            return fitting.stream()
                    .filter(one -> one.combine() == Combine.ALONE)
                    .max(Comparator.comparingInt(Multiplier::percent))
                    .filter(alone -> alone.percent() > sum)
                    .map(alone -> new Boost(alone.percent(), List.of(alone)))
                    .orElseGet(() -> new Boost(sum, adding));
        }

        String zh() {
            return by.isEmpty()
                    ? ""
                    : by.stream()
                            .map(one -> one.name() + " " + one.percent() + "%")
                            .collect(Collectors.joining("，", "，× " + percent + "%（", "）"));
        }
    }

    /** Lines that earn in the same way, together; the fen are 0 for an event. */
    private record Share(Rule rule, Boost boost, long fen) {

        Fraction exact() {
            return rule.points(fen).times(Fraction.of(boost.percent(), 100));
        }

        String zh() {
            Long perFen = rule.perFen();
            String base = perFen == null
                    ? rule.points() + " 分"
                    : "实付 " + yuan(fen) + " 元，每 " + yuan(perFen) + " 元 " + rule.points() + " 分";
            return "「" + rule.name() + "」" + base + boost.zh() + "，计 " + exact() + " 分";
        }
    }

    private record Way(Rule rule, Boost boost) {}

    /** Whether anything can be earned for it. */
    public boolean has(EarnKind kind) {
        return set.rules().stream().anyMatch(rule -> rule.kind() == kind);
    }

    /** zh-CN, as it stands in explanations; null for an id that this version does not have. */
    public @Nullable String ruleName(String id) {
        return set.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .map(Rule::name)
                .findFirst()
                .orElse(null);
    }

    /** As {@link #ruleName}. */
    public @Nullable String multiplierName(String id) {
        return set.multipliers().stream()
                .filter(one -> one.id().equals(id))
                .map(Multiplier::name)
                .findFirst()
                .orElse(null);
    }

    /**
     * These rules for what was judged by them before, and is looked at again without knowing the birthday any more: of the
     * multipliers those that counted then, whatever the birthday was, and no others.
     */
    public EarnRules countingOnly(Collection<String> multiplierIds) {
        List<Multiplier> counted = set.multipliers().stream()
                .filter(one -> multiplierIds.contains(one.id()))
                .map(Multiplier::onAnyBirthday)
                .toList();
        return new EarnRules(version, new RuleSet(set.rules(), counted, set.caps()));
    }

    /** @param before what the person earned on that day already, by kind */
    public Earned evaluate(Occasion occasion, Map<EarnKind, Long> before) {
        if (occasion.level() == null) {
            return nothing("还不是会员，不积分");
        }
        List<Share> shares = occasion.kind() == EarnKind.PURCHASE ? ofLines(occasion) : ofEvent(occasion);
        return shares.isEmpty() ? nothing("没有适用的积分规则，不积分") : sum(occasion, shares, before);
    }

    private Earned nothing(String why) {
        return new Earned(version, 0, false, Expiry.NEVER, "", List.of(), List.of(), List.of(why));
    }

    private List<Share> ofEvent(Occasion occasion) {
        return rules(occasion)
                .findFirst()
                .map(rule -> List.of(new Share(rule, boost(occasion, null), 0)))
                .orElse(List.of());
    }

    private List<Share> ofLines(Occasion occasion) {
        Map<Way, Long> fen = new LinkedHashMap<>();
        for (PaidLine line : occasion.lines()) {
            way(occasion, line).ifPresent(way -> fen.merge(way, line.paidFen(), Math::addExact));
        }
        return fen.entrySet().stream()
                .map(one -> new Share(one.getKey().rule(), one.getKey().boost(), one.getValue()))
                .toList();
    }

    private Optional<Way> way(Occasion occasion, PaidLine line) {
        return rules(occasion)
                .filter(rule -> rule.fits(line))
                .findFirst()
                .map(rule -> new Way(rule, boost(occasion, line)));
    }

    private Stream<Rule> rules(Occasion occasion) {
        return set.rules().stream().filter(rule -> rule.fits(occasion));
    }

    private Boost boost(Occasion occasion, @Nullable PaidLine line) {
        return Boost.of(set.multipliers().stream()
                .filter(one -> one.fits(occasion) && (line == null || one.fits(line)))
                .toList());
    }

    private Earned sum(Occasion occasion, List<Share> shares, Map<EarnKind, Long> before) {
        Fraction exact = shares.stream().map(Share::exact).reduce(Fraction.ZERO, Fraction::plus);
        List<String> told = new ArrayList<>(shares.stream().map(Share::zh).toList());
        tellOthers(occasion, shares, told);
        if (shares.size() > 1 || !exact.isWhole()) {
            told.add("合计 " + exact + " 分，取整 " + exact.floor() + " 分");
        }
        long points = capped(occasion.kind(), bounded(exact.floor(), told), before, told);
        Rule first = shares.get(0).rule();
        return new Earned(
                version,
                points,
                first.pending(),
                first.expiry(),
                shares.stream().map(share -> share.rule().name()).distinct().collect(Collectors.joining("、")),
                shares.stream().map(share -> share.rule().id()).distinct().toList(),
                shares.stream()
                        .flatMap(share -> share.boost().by().stream())
                        .map(Multiplier::id)
                        .distinct()
                        .toList(),
                List.copyOf(told));
    }

    private static void tellOthers(Occasion occasion, List<Share> shares, List<String> told) {
        long counted = shares.stream().mapToLong(Share::fen).sum();
        long others = occasion.paidFen() - counted;
        if (others > 0) {
            told.add("不参与积分的商品：实付 " + yuan(others) + " 元");
        }
    }

    private static long bounded(long points, List<String> told) {
        if (points > MOST_POINTS) {
            told.add("单次上限 " + MOST_POINTS + " 分");
        }
        return Math.min(points, MOST_POINTS);
    }

    private long capped(EarnKind kind, long points, Map<EarnKind, Long> before, List<String> told) {
        long left = points;
        for (RuleSet.Cap cap : narrowFirst()) {
            long used = before.entrySet().stream()
                    .filter(one -> cap.covers(one.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            long room = Math.max(0, cap.perDay() - used);
            if (cap.covers(kind) && left > room) {
                told.add(cap.zh() + "每日上限 " + cap.perDay() + " 分，当日已得 " + used + " 分，本次计 " + room + " 分");
                left = room;
            }
        }
        return left;
    }

    private List<RuleSet.Cap> narrowFirst() {
        return set.caps().stream()
                .sorted(Comparator.comparing(cap -> cap.kind() == null))
                .toList();
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }
}
