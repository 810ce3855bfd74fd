package io.guike.claim;

import io.guike.claim.Decision.Had;
import io.guike.claim.Decision.Stock;
import io.guike.coupon.Coupons;
import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Templates;
import io.guike.coupon.Way;
import io.guike.coupon.Wording;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Overtaken;
import io.guike.platform.Row;
import io.guike.selves.Earlier;
import io.guike.selves.EarlierSelves;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives coupons out, by whatever way: people first, then the rows of stock in the order of their templates, both held to
 * the end of the transaction; what was found under the locks is decided in memory and written in two statements, however
 * many coupons it is.
 */
@ApplicationScoped
public class Grants {

    /**
     * Against whoever holds a person to change them, for which {@code key share} would not do: such a lock is not {@code
     * for update}.
     */
    private static final String HOLD_PEOPLE = """
            with recursive up as (
              select id as origin, id, merged_into, turns from person where id in (:origins)
              union all
              select up.origin, p.id, p.merged_into, p.turns from up join person p on p.id = up.merged_into)
            select up.origin, p.id, p.merged_into is not null or p.turns <> up.turns, p.erased_at is not null
            from up join person p on p.id = up.id where up.merged_into is null order by p.id for share of p""";

    /** One by one and by index, as long as the table may still be empty for the planner. */
    private static final String HAD = """
            select h.id, h.template_id, h.person_id, h.claimed_by, h.nth, h.way, h.way_key, h.got_at
            from unnest(cast(:people as uuid[]), cast(:templates as uuid[]), cast(:ways as text[]),
                cast(:keys as text[])) as asked(person, template, way, key)
            cross join lateral (
              (select c.* from coupon c where c.person_id = asked.person and c.template_id = asked.template
               order by c.got_at limit 1000)
              union all
              (select c.* from coupon c where c.template_id = asked.template and c.claimed_by = asked.person
               order by c.nth limit 1000)
              union all
              (select c.* from coupon c
               where c.claimed_by = asked.person and c.way = asked.way and c.way_key = asked.key limit 1)) h""";

    @Inject
    Database database;

    @Inject
    Templates templates;

    @Inject
    Coupons coupons;

    @Inject
    Standings standings;

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    private record Hands(List<Had> had, Earlier earlier) {}

    private record Held(UUID origin, UUID person, boolean stale, boolean erased) {}

    private record StockRow(
            UUID template,
            int version,
            State state,
            @Nullable Long stock,
            long taken,
            boolean hadBefore) {

        Wording.Key key() {
            return new Wording.Key(template, version);
        }
    }

    /**
     * Decides and gives, in the caller's transaction. A refusal is a verdict, not a failure; nothing is written for it.
     *
     * @return in the order of the wishes; fails where the words of a template cannot be read
     */
    public Uni<List<Verdict>> grant(List<Wish> wishes) {
        return grant(wishes, HOLD_PEOPLE).invoke(verdicts -> {
            if (verdicts.stream().anyMatch(verdict -> verdict.outcome() == Outcome.LATER)) {
                throw new IllegalStateException("The words of a template cannot be read");
            }
        });
    }

    /** @throws io.guike.platform.Problem the refusal, see {@link Verdict#problem} */
    public Uni<Verdict> one(Wish wish) {
        return grant(List.of(wish)).map(verdicts -> {
            Verdict verdict = verdicts.get(0);
            if (verdict.outcome().isRefusal()) {
                throw verdict.problem();
            }
            return verdict;
        });
    }

    /**
     * Holds people against being merged, parted or erased, to the end of the transaction: before rows that are locked
     * ahead of {@link #grant}.
     *
     * @return the living person of each origin; without those who do not exist or were erased
     */
    public Uni<Map<UUID, UUID>> hold(Set<UUID> origins) {
        return people(origins, HOLD_PEOPLE);
    }

    /** @throws io.guike.platform.Problem {@code claim.person-gone} */
    public Uni<UUID> hold(UUID origin) {
        return hold(Set.of(origin)).map(living -> {
            UUID person = living.get(origin);
            if (person == null) {
                throw ClaimProblem.PERSON_GONE.problem();
            }
            return person;
        });
    }

    /**
     * As {@link #grant}, without waiting for anybody who is being changed at this moment: they are told to try again, as
     * those are whose template's words cannot be read.
     */
    Uni<List<Verdict>> grantNow(List<Wish> wishes) {
        return grant(wishes, HOLD_PEOPLE + " skip locked")
                .map(verdicts -> verdicts.stream()
                        .map(verdict -> verdict.outcome() == Outcome.GONE ? Verdict.of(Outcome.LATER) : verdict)
                        .toList());
    }

    private Uni<List<Verdict>> grant(List<Wish> wishes, String holding) {
        return wishes.isEmpty()
                ? Uni.createFrom().item(List.of())
                : people(wishes, holding).chain(people -> decide(wishes, people));
    }

    private Uni<Map<UUID, UUID>> people(List<Wish> wishes, String holding) {
        return people(wishes.stream().map(Wish::origin).collect(Collectors.toSet()), holding);
    }

    /**
     * By origin; without those who were erased.
     *
     * @throws Overtaken where one of them was merged, parted or erased while the lock was waited for
     */
    private Uni<Map<UUID, UUID>> people(Set<UUID> origins, String holding) {
        return database.sql(holding)
                .with("origins", List.copyOf(origins))
                .list(row -> new Held(row.uuid(0), row.uuid(1), row.flag(2), row.flag(3)))
                .map(held -> {
                    if (held.stream().anyMatch(Held::stale)) {
                        throw new Overtaken();
                    }
                    return living(held);
                });
    }

    private static Map<UUID, UUID> living(List<Held> held) {
        Map<UUID, UUID> living = new HashMap<>();
        held.stream().filter(one -> !one.erased()).forEach(one -> living.put(one.origin(), one.person()));
        return living;
    }

    private Uni<List<Verdict>> decide(List<Wish> wishes, Map<UUID, UUID> people) {
        List<Wish> living = wishes.stream()
                .filter(wish -> people.containsKey(wish.origin()))
                .toList();
        List<StockRow> rows = new ArrayList<>();
        return database.together(stock(living).invoke(rows::addAll), had(living, people))
                .chain(had -> earlier(living, rows, people)
                        .chain(earlier ->
                                words(rows).chain(stocks -> decide(wishes, people, stocks, new Hands(had, earlier)))))
                .map(verdicts -> later(wishes, verdicts, rows));
    }

    private Uni<List<StockRow>> stock(List<Wish> wishes) {
        return database.sql("""
                        select template_id, version, state, stock, taken,
                          exists (select 1 from self_before b where b.subject = any(
                            array['coupon:' || template_id, 'coupon-birthday:' || template_id]))
                        from coupon_stock
                        where template_id in (:templates) order by template_id for update""")
                .with(
                        "templates",
                        wishes.stream().map(Wish::template).distinct().toList())
                .list(row -> new StockRow(
                        row.uuid(0),
                        row.integer(1),
                        State.valueOf(row.text(2)),
                        row.isNull(3) ? null : row.number(3),
                        row.number(4),
                        row.flag(5)));
    }

    private Uni<List<Had>> had(List<Wish> wishes, Map<UUID, UUID> people) {
        return database.sql(HAD)
                .with("people", column(wishes, wish -> people.get(wish.origin())))
                .with("templates", column(wishes, Wish::template))
                .with("ways", column(wishes, wish -> wish.way().name()))
                .with("keys", column(wishes, Wish::wayKey))
                .list(Grants::had);
    }

    private static Had had(Row row) {
        return new Had(
                row.uuid(0),
                row.uuid(1),
                row.uuid(2),
                row.uuid(3),
                row.integer(4),
                Way.valueOf(row.text(5)),
                row.text(6),
                row.instant(7));
    }

    /** From memory, as a rule: the words of a version never change. */
    private Uni<List<Stock>> words(List<StockRow> rows) {
        return templates
                .readable(rows.stream().collect(Collectors.toMap(StockRow::key, StockRow::state)))
                .map(offered -> rows.stream()
                        .filter(row -> offered.containsKey(row.template()))
                        .map(row -> new Stock(
                                Objects.requireNonNull(offered.get(row.template())), row.stock(), row.taken()))
                        .toList());
    }

    /** Of what stands there and cannot be read by this version of the service another one will tell. */
    private static List<Verdict> later(List<Wish> wishes, List<Verdict> verdicts, List<StockRow> rows) {
        Set<UUID> there = rows.stream().map(StockRow::template).collect(Collectors.toSet());
        List<Verdict> told = new ArrayList<>(verdicts);
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).outcome() == Outcome.TEMPLATE_UNKNOWN
                    && there.contains(wishes.get(i).template())) {
                told.set(i, Verdict.of(Outcome.LATER));
            }
        }
        return told;
    }

    /** Asked for as good as never: only where somebody who had one of these templates was erased. */
    private Uni<Earlier> earlier(List<Wish> wishes, List<StockRow> rows, Map<UUID, UUID> people) {
        LocalDate today = Days.today(clock);
        Set<UUID> marked = rows.stream()
                .filter(StockRow::hadBefore)
                .map(StockRow::template)
                .collect(Collectors.toSet());
        Stream<String> keys = wishes.stream()
                .filter(wish -> marked.contains(wish.template()))
                .map(wish -> EarlierCoupons.key(wish.way(), wish.wayKey()));
        List<String> subjects = Stream.concat(
                        marked.stream().flatMap(template -> EarlierCoupons.subjects(template, today)), keys)
                .distinct()
                .toList();
        return earlierSelves.of(people.values(), subjects);
    }

    private Uni<List<Verdict>> decide(List<Wish> wishes, Map<UUID, UUID> people, List<Stock> stocks, Hands hands) {
        return standings
                .of(
                        people.values(),
                        stocks.stream()
                                .map(stock -> stock.offered().offer().audience())
                                .toList())
                .chain(standing -> {
                    Decision decision = new Decision(
                            clock.instant(), people, stocks, standing, distinct(hands.had()), hands.earlier());
                    List<Verdict> verdicts = decision.decideAll(wishes);
                    return write(decision).replaceWith(verdicts);
                });
    }

    /** Two wishes of one person find the same coupons. */
    private static Collection<Had> distinct(List<Had> had) {
        Map<UUID, Had> byId = new HashMap<>();
        had.forEach(one -> byId.put(one.coupon(), one));
        return byId.values();
    }

    private Uni<Void> write(Decision decision) {
        if (decision.issues().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.together(coupons.issue(decision.issues()), take(decision.taken()))
                .replaceWithVoid();
    }

    private Uni<Integer> take(Map<UUID, Long> taken) {
        return taken.isEmpty()
                ? Uni.createFrom().item(0)
                : database.sql("""
                                update coupon_stock s set taken = s.taken + g.n
                                from unnest(cast(:templates as uuid[]), cast(:numbers as bigint[])) as g(template, n)
                                where s.template_id = g.template""")
                        .with("templates", taken.keySet())
                        .with("numbers", taken.values())
                        .run();
    }

    /** For the metrics; to be called when the transaction is over. */
    public void counted(Way way, Outcome outcome) {
        metrics.counter("guike.claims", "way", way.name(), "outcome", outcome.name())
                .increment();
    }

    private static <T> List<T> column(List<Wish> wishes, Function<Wish, T> value) {
        return wishes.stream().map(value).toList();
    }

    /** The words of a coupon that is held already, see {@link Templates#version}. */
    Uni<OfferedTemplate> words(UUID template, int version) {
        return templates.version(template, version, State.OPEN);
    }
}
