package io.guike.points;

import io.guike.access.Caller;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.Partings;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Problem;
import io.guike.points.BookedState.Names;
import io.guike.points.BookedState.NewLot;
import io.guike.points.BookedThings.Lot;
import io.guike.points.Step.Deed;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Does histories of {@link Step}s with people of their own, and compares everything with the book after each step. */
@ApplicationScoped
public class Replays {

    static final int PEOPLE = 3;

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Lapses lapses;

    @Inject
    Merges merges;

    @Inject
    Partings partings;

    @Inject
    Purses purses;

    @Inject
    BookedState state;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /**
     * What came of it.
     *
     * @param steps how many were done
     * @param flaw what is not as the book says after the last of them; null where all is
     */
    record Outcome(int steps, @Nullable String flaw) {}

    private static final class Replay {

        private final ReferenceBook book = new ReferenceBook(PEOPLE);
        private final Map<Integer, Step> done = new HashMap<>();
        private final Map<Integer, UUID> merges = new HashMap<>();
        private final Set<Integer> late = new TreeSet<>();
        private final Names names;

        Replay(List<UUID> people) {
            names = new Names(people, "book " + people.get(0) + " ", new HashMap<>());
        }

        UUID person(int number) {
            return names.people().get(number);
        }

        String key(int step) {
            return names.keys() + step;
        }

        List<Integer> living() {
            return IntStream.range(0, PEOPLE)
                    .filter(person -> book.accounts().living(person) == person)
                    .boxed()
                    .toList();
        }
    }

    Outcome of(List<Step> history) {
        begin();
        List<UUID> people = new ArrayList<>();
        while (people.size() < PEOPLE) {
            people.add(purses.person());
        }
        Replay replay = new Replay(List.copyOf(people));
        for (int i = 0; i < history.size(); i++) {
            String flaw = flaw(replay, history.get(i));
            if (flaw != null) {
                return new Outcome(i + 1, flaw);
            }
        }
        List<String> flaws = purses.flaws(people);
        return new Outcome(history.size(), flaws.isEmpty() ? null : flaws.toString());
    }

    /**
     * Every history begins at half past midnight: all of its hours are whole ones, so nothing is due within half an hour of
     * a step, however long steps take, and the same happens whenever it is done.
     */
    private void begin() {
        Instant midnight = Days.start(Days.today(clock).plusDays(1));
        clock.move(Duration.between(clock.instant(), midnight).plusMinutes(30));
    }

    private @Nullable String flaw(Replay replay, Step step) {
        if (step.deed() == Deed.PASS) {
            clock.move(Duration.ofHours(step.hours()));
        }
        replay.late.addAll(replay.book.accounts().until(clock.instant()));
        String answer;
        try {
            answer = answer(replay, step);
        } catch (RuntimeException e) {
            return "failed: " + e;
        }
        String expected = expected(replay.book, step);
        if (!expected.equals(answer)) {
            return "answered: %s, by the book: %s".formatted(answer, expected);
        }
        replay.done.put(step.number(), step);
        String shown = shown(replay, false);
        return shown != null || step.deed() == Deed.PASS ? shown : settled(replay);
    }

    private static String expected(ReferenceBook book, Step step) {
        try {
            return book.does(step);
        } catch (ReferenceBook.Refused refused) {
            return refused.code();
        }
    }

    private String answer(Replay replay, Step step) {
        try {
            return does(replay, step);
        } catch (Problem refused) {
            return refused.code().code();
        }
    }

    private String does(Replay replay, Step step) {
        Step known = replay.done.get(step.of());
        return switch (step.deed()) {
            case MERGE -> merge(replay, step);
            case UNDO -> undo(replay, step.of());
            case REPEAT -> known == null ? "" : does(replay, known);
            case PASS -> "";
            default -> Purses.now(() -> command(replay, step));
        };
    }

    private Uni<String> command(Replay replay, Step step) {
        UUID who = replay.person(step.who());
        String key = replay.key(step.number());
        String of = replay.key(step.of());
        long many = step.points();
        return switch (step.deed()) {
            case EARN -> posted(points.earn(Purses.earning(who, key, many, step.expiry())));
            case PEND -> promised(points.pend(Purses.earning(who, key, many, step.expiry())));
            case ACTIVATE -> posted(points.activate("TEST", of));
            case VOID_PROMISE -> promised(points.voidPending("TEST", of, many == 0 ? null : many));
            case SPEND -> posted(points.spend(Purses.spending(who, key, many)));
            case GIVE_BACK -> posted(points.giveBack("BUY", of, key, many, "model"));
            case CLAW_BACK -> posted(points.clawBack("TEST", of, key, many, "model"));
            case HOLD -> held(holds.authorize(authorization(replay, step)));
            case CAPTURE -> held(hold(of).chain(id -> holds.capture(id, many)));
            case VOID_HOLD -> held(hold(of).chain(holds::voidHold));
            default -> throw new IllegalArgumentException(step.words());
        };
    }

    /** At the book's time, so that both end at the same instant. */
    private static Holds.Authorization authorization(Replay replay, Step step) {
        return new Holds.Authorization(
                Purses.spending(replay.person(step.who()), replay.key(step.number()), step.points()),
                replay.book.accounts().now().plus(Duration.ofHours(step.hours())));
    }

    private Uni<UUID> hold(String key) {
        return database.sql(
                        "select id from points_hold where reason = 'BUY' and source = :key order by at desc, id desc")
                .with("key", key)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(PointsProblem.HOLD_UNKNOWN::problem);
    }

    private static Uni<String> posted(Uni<PostingView> posting) {
        return posting.map(view -> "" + view.points());
    }

    private static Uni<String> promised(Uni<PendingView> promise) {
        return promise.map(view -> view.state() + " " + view.points());
    }

    private static Uni<String> held(Uni<HoldView> hold) {
        return hold.map(view -> {
            Long captured = view.captured();
            return view.state() + " " + view.points() + " " + (captured == null ? 0 : captured);
        });
    }

    private String merge(Replay replay, Step step) {
        UUID one = purses.living(replay.person(step.who()));
        UUID other = purses.living(replay.person(step.other()));
        if (!one.equals(other)) {
            Run.now(() -> merges.merge(one, other, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "模型"));
            replay.merges.put(
                    step.number(),
                    Run.now(() ->
                            database.sql("""
                                    select id from person_merge where undone_at is null and loser_id in (:both)
                                      and survivor_id in (:both)""").with("both", List.of(one, other)).one(row -> row.uuid(0))));
        }
        return "";
    }

    private String undo(Replay replay, int of) {
        UUID merge = replay.merges.remove(of);
        if (merge != null) {
            partings.undo(merge);
        }
        return "";
    }

    /**
     * What people see, written down already or not.
     *
     * @param late of those alone whose debts were paid by the end of a hold: that shows when it is written down, and it is
     *     by now
     */
    private @Nullable String shown(Replay replay, boolean late) {
        for (int person : replay.living()) {
            if (replay.late.contains(person) == late) {
                BalanceView expected = BookedState.shown(replay.book, person);
                BalanceView shown = purses.balance(replay.person(person));
                if (!expected.equals(shown)) {
                    return "#%d is shown %s, by the book: %s".formatted(person, shown, expected);
                }
            }
        }
        return null;
    }

    /** Writes down what is over, and compares what stands in the tables. */
    private @Nullable String settled(Replay replay) {
        Instant now = replay.book.accounts().now();
        // What another sweep has under its hands is passed over.
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (state.isDue(replay.names, now)) {
                        Run.now(lapses::sweep);
                    }
                    return !state.isDue(replay.names, now);
                });
        named(replay);
        String flaw = difference(BookedState.in(replay.book), state.inTables(replay.names));
        String shown = flaw == null ? shown(replay, true) : flaw;
        replay.late.clear();
        return shown;
    }

    /** Which new lot is which; of those of one posting that lapse on one day nobody knows which is taken first. */
    private void named(Replay replay) {
        List<Lot> lots = replay.book.accounts().lots();
        Map<UUID, Lot> known = replay.names.lots();
        if (known.size() == lots.size()) {
            return;
        }
        List<Lot> open = new ArrayList<>(lots.subList(known.size(), lots.size()));
        List<Lot> ordered = new ArrayList<>();
        for (NewLot lot : state.newLots(replay.names)) {
            open.stream()
                    .filter(one -> one.earning() == lot.earning() && one.granted() == lot.granted())
                    .findFirst()
                    .ifPresent(one -> {
                        known.put(lot.id(), one);
                        ordered.add(one);
                        open.remove(one);
                    });
        }
        ordered.addAll(open);
        for (int i = 0; i < ordered.size(); i++) {
            lots.set(lots.size() - ordered.size() + i, ordered.get(i));
        }
    }

    private static @Nullable String difference(SortedMap<String, String> expected, SortedMap<String, String> found) {
        if (expected.equals(found)) {
            return null;
        }
        SortedMap<String, String> lines = new TreeMap<>();
        Set<String> all = new TreeSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (String thing : all) {
            String one = expected.getOrDefault(thing, "not there");
            String other = found.getOrDefault(thing, "not there");
            if (!one.equals(other)) {
                lines.put(thing, "\n  %s %s\n    by the book: %s".formatted(thing, other, one));
            }
        }
        return String.join("", lines.values());
    }
}
