package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.guike.access.Caller;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A random history of a few people's points. In each round several commands run at the same moment, each of them twice;
 * then the books must close. What is done is drawn from the seed before it runs; a failure prints the seed and every step
 * in words. Run it again with {@code -Dpoints.seed=…}, and with fewer {@code -Dpoints.rounds=…} to find the step.
 */
@QuarkusTest
class PointsModelTest {

    private static final int PEOPLE = 5;
    private static final int SIDE_BY_SIDE = 7;
    private static final int ROUNDS = Integer.getInteger("points.rounds", 30);

    /** A command may be refused by these alone. */
    private static final Set<String> REFUSALS = Set.of(
            "points.insufficient",
            "points.too-much-back",
            "points.posting-unknown",
            "points.pending-unknown",
            "points.pending-ended",
            "points.hold-ended",
            "points.hold-lapsed",
            "points.hold-unknown");

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Lapses lapses;

    @Inject
    Purses purses;

    @Inject
    Merges merges;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** Something to be done, in words and as a command that answers which posting or hold it was. */
    private record Step(String words, Supplier<Uni<UUID>> work) {}

    private Random random = new Random();
    private final StringBuilder told = new StringBuilder();
    private final List<UUID> people = new ArrayList<>();
    private final List<String> earned = new ArrayList<>();
    private final List<String> spent = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private final List<String> held = new ArrayList<>();
    private final Map<UUID, Long> posted = new ConcurrentHashMap<>();
    private int keys;

    @Test
    void theBooksCloseAfterAnyHistory() {
        long seed = Long.getLong("points.seed", System.nanoTime());
        random = new Random(seed);
        told.append("seed ").append(seed);
        for (int i = 0; i < PEOPLE; i++) {
            people.add(purses.person());
        }
        for (int round = 0; round < ROUNDS; round++) {
            told.append("\nround ").append(round);
            run(drawn());
            betweenRounds();
            check();
        }
        assertTrue(posted.size() > ROUNDS, () -> told + "\nhardly anything was posted: " + posted.size());
    }

    private List<Step> drawn() {
        List<Step> steps = new ArrayList<>();
        while (steps.size() < SIDE_BY_SIDE) {
            Step step = step();
            told.append("\n  ").append(step.words());
            steps.add(step);
        }
        return steps;
    }

    /** Each twice, all at once. */
    private void run(List<Step> steps) {
        List<Object> answers = Run.together(2 * steps.size(), i -> {
            try {
                return Purses.now(steps.get(i / 2).work());
            } catch (Problem refused) {
                return refused.code().code();
            } catch (RuntimeException e) {
                return e;
            }
        });
        for (int i = 0; i < answers.size(); i++) {
            Object one = answers.get(i);
            Object twin = answers.get(i ^ 1);
            String words = steps.get(i / 2).words();
            if (one instanceof RuntimeException e) {
                fail(told + "\nfailed: " + words, e);
            }
            assertTrue(one instanceof UUID || REFUSALS.contains(one), () -> told + "\n" + words + ": " + one);
            assertTrue(
                    !(one instanceof UUID) || !(twin instanceof UUID) || one.equals(twin),
                    () -> told + "\ndone twice: " + words);
        }
    }

    private UUID somebody() {
        return people.get(random.nextInt(people.size()));
    }

    private String number(UUID person) {
        return "#" + people.indexOf(person);
    }

    private String key(List<String> known) {
        String key = "model " + people.get(0) + " " + keys++;
        known.add(key);
        return key;
    }

    private String some(List<String> known) {
        return known.isEmpty() ? "nothing" : known.get(random.nextInt(known.size()));
    }

    private Expiry expiry() {
        return random.nextInt(3) == 0 ? Expiry.NEVER : Expiry.days(random.nextInt(5));
    }

    private Step step() {
        int dice = random.nextInt(100);
        int many = 1 + random.nextInt(60);
        UUID who = somebody();
        if (dice < 25) {
            return earn(who, many, expiry());
        } else if (dice < 33) {
            return pend(who, many, expiry());
        } else if (dice < 39) {
            String key = some(pending);
            return new Step("activate " + key, () -> noted(points.activate("TEST", key)));
        } else if (dice < 42) {
            String key = some(pending);
            return new Step(
                    "void promise " + key,
                    () -> points.voidPending("TEST", key, null).map(PendingView::id));
        } else if (dice < 57) {
            return spend(who, many);
        } else if (dice < 67) {
            return hold(who, many);
        } else if (dice < 74) {
            return capture(many);
        } else if (dice < 78) {
            String key = some(held);
            return new Step(
                    "void hold " + key,
                    () -> hold(key).chain(id -> holds.voidHold(id)).map(HoldView::id));
        } else if (dice < 88) {
            String key = some(spent);
            String refund = key + " back " + keys++;
            return new Step(
                    "refund " + many + " of " + key, () -> noted(points.giveBack("BUY", key, refund, many, "model")));
        } else {
            String key = some(earned);
            String refund = key + " taken " + keys++;
            return new Step(
                    "take back " + many + " of " + key,
                    () -> noted(points.clawBack("TEST", key, refund, many, "model")));
        }
    }

    private Step earn(UUID who, int many, Expiry expiry) {
        String key = key(earned);
        return new Step(
                number(who) + " earns " + many + " " + expiry.text() + ", " + key,
                () -> noted(points.earn(Purses.earning(who, key, many, expiry))));
    }

    private Step pend(UUID who, int many, Expiry expiry) {
        String key = key(pending);
        earned.add(key);
        return new Step(
                number(who) + " is promised " + many + " " + expiry.text() + ", " + key,
                () -> points.pend(Purses.earning(who, key, many, expiry)).map(PendingView::id));
    }

    private Step spend(UUID who, int many) {
        String key = key(spent);
        return new Step(
                number(who) + " spends " + many + ", " + key,
                () -> noted(points.spend(Purses.spending(who, key, many))));
    }

    private Step hold(UUID who, int many) {
        String key = key(held);
        Duration life = Duration.ofHours(random.nextInt(60));
        spent.add(key);
        return new Step(
                number(who) + " sets aside " + many + " for " + life + ", " + key,
                () -> holds.authorize(new Holds.Authorization(
                                Purses.spending(who, key, many), clock.instant().plus(life)))
                        .map(HoldView::id));
    }

    private Step capture(int many) {
        String key = some(held);
        return new Step(
                "capture " + many + " of " + key,
                () -> hold(key).chain(id -> holds.capture(id, many)).map(hold -> {
                    posted.put(hold.postingId(), -hold.captured());
                    return hold.id();
                }));
    }

    private Uni<UUID> hold(String key) {
        return database.sql("select id from points_hold where reason = 'BUY' and source = :key"
                        + " order by at desc, id desc")
                .with("key", key)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(PointsProblem.HOLD_UNKNOWN::problem);
    }

    private Uni<UUID> noted(Uni<PostingView> posting) {
        return posting.map(view -> {
            posted.put(view.id(), view.points());
            return view.id();
        });
    }

    /** Time passes, two people become one, or two again. */
    private void betweenRounds() {
        int dice = random.nextInt(10);
        if (dice < 3) {
            Duration passed = Duration.ofHours(1 + random.nextInt(40));
            told.append("\n  ").append(passed).append(" pass");
            clock.move(passed);
        } else if (dice < 4) {
            told.append("\n  sweep");
            Run.now(lapses::sweep);
        } else if (dice < 7) {
            UUID one = somebody();
            UUID two = somebody();
            told.append("\n  ")
                    .append(number(one))
                    .append(" and ")
                    .append(number(two))
                    .append(" are merged");
            Run.now(() -> merges.merge(one, two, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "模型"));
        } else if (dice < 9) {
            live().stream().findAny().ifPresent(this::undo);
        }
    }

    private List<UUID> live() {
        return Run.now(() -> database.sql("""
                        select id from person_merge where undone_at is null and loser_id in (:people) order by merged_at, id""").with("people", people).list(row -> row.uuid(0)));
    }

    private void undo(UUID merge) {
        told.append("\n  the oldest merge is undone");
        Api.command(chain.hq().token())
                .body(Map.of("reason", "模型"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
    }

    private void check() {
        assertEquals(List.of(), purses.flaws(people), told::toString);
        long asked = posted.values().stream().mapToLong(points -> points).sum();
        assertEquals(asked, inTheAccounts(), () -> told + "\nwhat was answered, and what stands in the accounts");
        assertEquals(0, sum("""
                        select count(*) from (
                          select 1 from points_posting where origin_id in (:people)
                          group by reason, source having count(*) > 1) twice"""), told::toString);
        people.stream().map(purses::living).distinct().forEach(this::checkBalance);
    }

    /** Without what nobody asked for: what lapsed, and what free points paid of debts, which is nothing in sum. */
    private long inTheAccounts() {
        return sum("""
                select coalesce(sum(e.amount) filter (where p.reason not in ('EXPIRY', 'REPAYMENT')), 0)
                from points_entry e join points_posting p on p.id = e.posting_id where e.origin_id in (:people)""");
    }

    private long sum(String sql) {
        return Run.now(() -> database.sql("select cast((" + sql + ") as bigint)")
                .with("people", people)
                .one(row -> row.number(0)));
    }

    /** What is shown, by a count of its own over the lots. */
    private void checkBalance(UUID person) {
        BalanceView shown = purses.balance(person);
        long usable = Run.now(() -> database.sql("""
                        select cast(coalesce(sum(l.remaining - (
                            select coalesce(sum(s.amount), 0) from points_hold_lot s join points_hold h on h.id = s.hold_id
                            where s.lot_id = l.id and h.state = 'OPEN' and h.expires_at > :now)), 0) as bigint)
                        from points_account a join points_lot l on l.origin_id = a.origin_id
                        where a.person_id = :person and (l.expires_at is null or l.expires_at > :now)""")
                .with("person", person)
                .with("now", clock.instant())
                .one(row -> row.number(0)));
        assertEquals(Math.max(0, usable - shown.debt()), shown.available(), () -> told + "\n" + number(person) + shown);
        assertTrue(shown.held() >= 0 && shown.debt() >= 0, () -> told + "\n" + shown);
    }
}
