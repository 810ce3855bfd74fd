package io.guike.earning;

import io.guike.earning.Occasions.Facts;
import io.guike.earning.Occasions.Kept;
import io.guike.earning.Occasions.Situation;
import io.guike.earnrule.BirthDay;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.Earned;
import io.guike.earnrule.Occasion;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.RuleVersions;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem;
import io.guike.points.Earning;
import io.guike.points.Points;
import io.guike.points.PointsProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where whatever happens turns into points, by the rules in force at that instant. All calls join the caller's
 * transaction and hold the person first. The name of the kind and the source are the business key, here and in the
 * ledger: the same again answers what was earned the first time.
 */
@ApplicationScoped
public class Earnings {

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Occasions occasions;

    @Inject
    EarlierEarnings earlierEarnings;

    @Inject
    RuleVersions versions;

    @Inject
    Points points;

    @Inject
    Clock clock;

    /**
     * Something was bought.
     *
     * @param source the receipt or order, unique in the chain
     * @param at when; what a till tells of the future counts as now
     * @param lines what was paid in money, after all discounts
     * @param actor {@code Caller.tag()}
     */
    public record Purchase(
            UUID origin,
            String source,
            Instant at,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            List<PaidLine> lines,
            String actor) {}

    /** Something happened that is no purchase; as {@link Purchase}. */
    public record Event(
            EarnKind kind,
            UUID origin,
            String source,
            Instant at,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            String actor) {}

    /**
     * What was earned, 0 included, and why.
     *
     * @param pending whether the points wait for {@link #completed}
     * @param explanation zh-CN, line by line
     */
    public record EarnedView(
            UUID id,
            EarnKind kind,
            String source,
            Instant at,
            long points,
            boolean pending,
            int ruleVersion,
            List<String> ruleIds,
            List<String> multiplierIds,
            List<String> explanation) {}

    /**
     * The same receipt again answers what it earned; with another moment, store or lines, or for somebody else, it is refused.
     *
     * @throws io.guike.platform.Problem {@code earning.source-reused}, {@code request.invalid}, {@code member.*}
     */
    public Uni<EarnedView> purchase(Purchase bought) {
        mustBePossible(bought.lines());
        return held(
                bought.origin(),
                person -> once(
                        facts(person, bought.source(), bought.at(), bought.staffId(), bought.actor()),
                        blank(EarnKind.PURCHASE, bought.at(), bought.storeId(), bought.lines())));
    }

    /**
     * As {@link #purchase}.
     *
     * @throws io.guike.platform.Problem {@code earning.source-reused}, {@code member.*}
     */
    public Uni<EarnedView> event(Event event) {
        if (event.kind() == EarnKind.PURCHASE) {
            throw new IllegalArgumentException("a purchase has lines");
        }
        return held(
                event.origin(),
                person -> once(
                        facts(person, event.source(), event.at(), event.staffId(), event.actor()),
                        blank(event.kind(), event.at(), event.storeId(), List.of())));
    }

    private static void mustBePossible(List<PaidLine> lines) {
        boolean possible = lines.size() <= PaidLine.MOST_LINES
                && lines.stream().allMatch(line -> line.paidFen() >= 0 && line.paidFen() <= PaidLine.MOST_FEN);
        if (!possible) {
            throw PlatformProblem.REQUEST_INVALID.because("lines");
        }
    }

    private Uni<EarnedView> held(UUID origin, Function<Person, Uni<Kept>> work) {
        return database.tx(() -> members.hold(origin).chain(work::apply)).map(Earnings::view);
    }

    static Facts facts(Person person, String source, @Nullable Instant told, @Nullable UUID staffId, String actor) {
        return new Facts(person.origin(), person.id(), source, told, staffId, actor);
    }

    /** Without what is known only of the person. */
    private Occasion blank(EarnKind kind, Instant told, @Nullable UUID storeId, List<PaidLine> lines) {
        Instant now = clock.instant();
        return new Occasion(kind, told.isAfter(now) ? now : told, null, storeId, null, lines);
    }

    /** Earns for it, or answers what was earned; the caller holds the person. */
    Uni<Kept> once(Facts facts, Occasion blank) {
        return occasions
                .find(blank.kind(), facts.source())
                .chain(known -> known == null
                        ? occasions.situation(facts.person()).chain(situation -> give(facts, seen(blank, situation)))
                        : Uni.createFrom().item(same(known, facts, blank)));
    }

    /** Whoever mistyped an amount and sends it again, corrected, must not believe that the correction counts. */
    private static Kept same(Kept known, Facts facts, Occasion blank) {
        boolean same = known.person().equals(facts.person())
                && isSame(known.told(), facts.told())
                && Objects.equals(known.occasion().storeId(), blank.storeId())
                && known.occasion().lines().equals(blank.lines());
        if (!same) {
            throw EarningProblem.SOURCE_REUSED.problem();
        }
        return known;
    }

    /** The database knows microseconds; it is null for what was kept before it was asked for. */
    private static boolean isSame(@Nullable Instant kept, @Nullable Instant told) {
        return kept == null
                || told == null
                || Duration.between(kept, told).abs().compareTo(Duration.of(1, ChronoUnit.MICROS)) <= 0;
    }

    private static Occasion seen(Occasion blank, Situation situation) {
        return new Occasion(
                blank.kind(),
                blank.at(),
                situation.level(),
                blank.storeId(),
                situation.birthdayDays(blank.day()),
                blank.lines());
    }

    private Uni<Kept> give(Facts facts, Occasion occasion) {
        return versions.at(occasion.at())
                .chain(rules -> earned(facts.person(), occasion.day())
                        .chain(earlier -> give(facts, occasion, earlier, rules.evaluate(occasion, earlier))));
    }

    /** By kind, on a day, also what somebody had before they were erased and came back. */
    private Uni<Map<EarnKind, Long>> earned(UUID person, LocalDate day) {
        return occasions
                .earned(person, day)
                .chain(now -> earlierEarnings.on(person, day).map(before -> {
                    Map<EarnKind, Long> both = new EnumMap<>(EarnKind.class);
                    both.putAll(now);
                    before.forEach((kind, points) -> both.merge(kind, points, Math::addExact));
                    return both;
                }));
    }

    /** Of two at the same moment for different people one finds the key taken. */
    private Uni<Kept> give(Facts facts, Occasion occasion, Map<EarnKind, Long> earlier, Earned earned) {
        return occasions.insert(facts, occasion, earlier, earned).chain(made -> {
            if (made == null) {
                throw EarningProblem.SOURCE_REUSED.problem();
            }
            return (earned.points() == 0 ? Uni.createFrom().voidItem() : post(facts, made, earned)).replaceWith(made);
        });
    }

    /** The ledger cannot forget anything, so it is told where the explanation stands, and not what it is. */
    private Uni<?> post(Facts facts, Kept made, Earned earned) {
        Earning earning = new Earning(
                facts.origin(),
                made.occasion().kind().name(),
                facts.source(),
                earned.points(),
                earned.expiry(),
                facts.actor(),
                made.occasion().storeId(),
                facts.staffId(),
                earned.title(),
                made.id());
        return earned.pending() ? points.pend(facts.person(), earning) : points.earn(facts.person(), earning);
    }

    static EarnedView view(Kept kept) {
        return new EarnedView(
                kept.id(),
                kept.occasion().kind(),
                kept.source(),
                kept.occasion().at(),
                kept.points(),
                kept.pending(),
                kept.version(),
                kept.explanation().ruleIds(),
                kept.explanation().multiplierIds(),
                kept.explanation().lines());
    }

    /**
     * Nothing can happen to it any more: pending points can be used from now on. Where nothing is pending, or all of it was
     * returned, nothing happens.
     *
     * @throws io.guike.platform.Problem {@code earning.occasion-unknown}
     */
    public Uni<Void> completed(EarnKind kind, String source) {
        return database.tx(() -> occasion(kind, source)
                .chain(kept -> kept.pending() && kept.points() > 0
                        ? activate(kept)
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> activate(Kept kept) {
        return points.activate(kept.occasion().kind().name(), kept.source())
                .replaceWithVoid()
                .onFailure(Earnings::isEnded)
                .recoverWithNull();
    }

    private static boolean isEnded(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == PointsProblem.PENDING_ENDED;
    }

    private Uni<Kept> occasion(EarnKind kind, String source) {
        return occasions
                .find(kind, source)
                .onItem()
                .ifNull()
                .failWith(EarningProblem.OCCASION_UNKNOWN::problem)
                .map(Objects::requireNonNull);
    }

    /** Gives a member what their birthday brings, where it is on that day, once in its year. */
    Uni<Void> birthday(UUID asked, LocalDate day, String actor) {
        return database.tx(() -> members.hold(asked)
                .chain(person -> occasions
                        .situation(person.id())
                        .chain(situation -> isDue(person, situation, day)
                                .chain(due -> due
                                        ? birthday(person, situation, day, actor)
                                        : Uni.createFrom().voidItem()))));
    }

    private Uni<Boolean> isDue(Person person, Situation situation, LocalDate day) {
        String birthDay = situation.birthDay();
        if (situation.level() == null || birthDay == null || !BirthDay.on(day).contains(birthDay)) {
            return Uni.createFrom().item(false);
        }
        LocalDate first = day.withDayOfYear(1);
        return occasions
                .between(
                        person.id(),
                        EarnKind.BIRTHDAY,
                        first,
                        first.plusYears(1).minusDays(1))
                .chain(known -> known != null
                        ? Uni.createFrom().item(false)
                        : earlierEarnings
                                .hadBirthday(person.id(), day.getYear())
                                .map(had -> !had));
    }

    /** To the origin that told the birthday, so that it goes with them. */
    private Uni<Void> birthday(Person person, Situation situation, LocalDate day, String actor) {
        UUID told = situation.birthOrigin();
        UUID origin = told == null ? person.origin() : told;
        Facts facts = new Facts(origin, person.id(), origin + ":" + day.getYear(), null, null, actor);
        return once(facts, blank(EarnKind.BIRTHDAY, Days.start(day), null, List.of()))
                .replaceWithVoid();
    }
}
