package io.guike.earning;

import io.guike.earning.Occasions.Kept;
import io.guike.earnrule.BirthDay;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.EarnRules;
import io.guike.earnrule.Earned;
import io.guike.earnrule.Occasion;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.RuleVersions;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.PlatformProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a version of the rules gives, or would have given. Writes nothing. */
@ApplicationScoped
class Trials {

    private static final int MOST_DAYS = 92;
    private static final int PIECE = 500;

    /** About a second's work; a longer look belongs into a report. */
    static final int MOST_OCCASIONS = 20_000;

    /** More than anybody earns. */
    static final long MOST_EARLIER = 1_000_000_000_000L;

    private static final int MOST_YEAR = 9998;

    private static final UUID FIRST = new UUID(0, 0);

    @Inject
    Database database;

    @Inject
    RuleVersions versions;

    @Inject
    Occasions occasions;

    @Inject
    Clock clock;

    /** @param past over which the version is laid; null for examples alone */
    record TrialWish(
            @NotNull @Size(max = 50) List<@Valid @NotNull Example> examples,
            @Valid @Nullable Period past) {}

    /**
     * Something that might happen.
     *
     * @param at null for now
     * @param level null for a visitor
     * @param storeId null for a kind that happens in no store
     * @param birthDay MM-dd
     * @param earlier what was earned on that day before, by kind
     */
    record Example(
            @NotNull EarnKind kind,
            @Nullable Instant at,
            @Nullable String level,
            @Nullable UUID storeId,

            @Pattern(regexp = "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])") @Nullable
            String birthDay,

            @Size(max = PaidLine.MOST_LINES) @Nullable List<@Valid @NotNull PaidLine> lines,
            @Nullable Map<EarnKind, @NotNull @Min(0) @Max(MOST_EARLIER) Long> earlier) {

        Occasion occasion(Instant now) {
            if (storeId != null && !kind.hasStore()) {
                throw PlatformProblem.REQUEST_INVALID.because("storeId");
            }
            Instant when = at == null ? now : at;
            if (!Days.isInCalendar(when)) {
                throw PlatformProblem.REQUEST_INVALID.because("at");
            }
            Occasion bare = new Occasion(kind, when, level, storeId, null, lines == null ? List.of() : lines);
            return new Occasion(kind, when, level, storeId, birthdayDays(bare.day()), bare.lines());
        }

        private @Nullable Integer birthdayDays(LocalDate day) {
            try {
                return birthDay == null ? null : BirthDay.of(birthDay).daysTo(day);
            } catch (java.time.DateTimeException e) {
                throw PlatformProblem.REQUEST_INVALID.because("birthDay");
            }
        }
    }

    /** Both days included, Asia/Shanghai. */
    record Period(@NotNull LocalDate from, @NotNull LocalDate until) {}

    record ExampleView(
            long points, boolean pending, List<String> ruleIds, List<String> multiplierIds, List<String> explanation) {}

    record TrialView(int version, List<ExampleView> examples, Replay.@Nullable PastView past) {}

    /** @throws io.guike.platform.Problem {@code earnrule.version-unknown}, {@code request.invalid} */
    Uni<TrialView> of(int version, TrialWish wish) {
        Period past = wish.past();
        mustBePossible(past);
        return versions.rules(version).chain(rules -> {
            List<ExampleView> examples =
                    wish.examples().stream().map(one -> example(rules, one)).toList();
            return past == null
                    ? Uni.createFrom().item(new TrialView(version, examples, null))
                    : replay(rules, past).map(view -> new TrialView(version, examples, view));
        });
    }

    private static void mustBePossible(@Nullable Period past) {
        if (past != null && past.until().getYear() > MOST_YEAR) {
            throw PlatformProblem.REQUEST_INVALID.because("past.until");
        }
        if (past != null
                && (past.until().isBefore(past.from())
                        || ChronoUnit.DAYS.between(past.from(), past.until()) >= MOST_DAYS)) {
            throw PlatformProblem.REQUEST_INVALID.because("past covers 1 to " + MOST_DAYS + " days");
        }
    }

    private ExampleView example(EarnRules rules, Example one) {
        Map<EarnKind, Long> earlier = one.earlier() == null ? Map.of() : one.earlier();
        Earned earned = rules.evaluate(one.occasion(clock.instant()), earlier);
        return new ExampleView(
                earned.points(), earned.pending(), earned.ruleIds(), earned.multiplierIds(), earned.explanation());
    }

    private Uni<Replay.PastView> replay(EarnRules rules, Period past) {
        Replay replay = new Replay(rules);
        return Database.whileMore(() -> piece(past, replay).map(some -> {
                    some.forEach(replay::add);
                    return some.size() == PIECE && replay.occasions() < MOST_OCCASIONS;
                }))
                .chain(() -> replay.occasions() < MOST_OCCASIONS
                        ? Uni.createFrom().item(true)
                        : piece(past, replay).map(List::isEmpty))
                .map(replay::view);
    }

    private Uni<List<Kept>> piece(Period past, Replay replay) {
        Kept last = replay.last();
        return database.sql("select " + Occasions.COLUMNS + """
                         from earn_occasion o
                        where (o.day, o.id) > (:day, :id) and o.day <= :until order by o.day, o.id limit :size""")
                .with("day", last == null ? past.from() : last.occasion().day())
                .with("id", last == null ? FIRST : last.id())
                .with("until", past.until())
                .with("size", PIECE)
                .list(occasions::kept);
    }
}
