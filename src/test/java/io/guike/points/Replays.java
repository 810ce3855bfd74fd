package io.guike.points;

import io.guike.access.Caller;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.Partings;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.points.BookedState.Names;
import io.guike.points.BookedState.NewLot;
import io.guike.points.BookedThings.Lot;
import io.guike.points.Commands.Cast;
import io.guike.points.Commands.Done;
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
import org.jspecify.annotations.Nullable;

/** Does histories of {@link Step}s with people of their own, and compares everything with the book after each step. */
@ApplicationScoped
public class Replays {

    static final int PEOPLE = 3;

    @Inject
    Commands commands;

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
        private final Names names;

        Replay(List<UUID> people) {
            names = new Names(Cast.of(people), new HashMap<>());
        }

        UUID person(int number) {
            return names.cast().person(number);
        }

        List<Integer> living() {
            return IntStream.range(0, PEOPLE)
                    .filter(person -> book.accounts().living(person) == person)
                    .boxed()
                    .toList();
        }
    }

    Outcome of(List<Step> history) {
        purses.halfPastMidnight();
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

    private @Nullable String flaw(Replay replay, Step step) {
        if (step.deed() == Deed.PASS) {
            clock.move(Duration.ofHours(step.hours()));
        }
        replay.book.accounts().until(clock.instant());
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
        String shown = shown(replay);
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

    /** Ends at the book's time, so that both end at the same instant. */
    private Uni<String> command(Replay replay, Step step) {
        Instant until = replay.book.accounts().now().plus(Duration.ofHours(step.hours()));
        return commands.of(step, replay.names.cast(), until).map(Done::words);
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

    /** What people see, written down already or not. */
    private @Nullable String shown(Replay replay) {
        for (int person : replay.living()) {
            BalanceView expected = BookedState.shown(replay.book, person);
            BalanceView shown = purses.balance(replay.person(person));
            if (!expected.equals(shown)) {
                return "#%d is shown %s, by the book: %s".formatted(person, shown, expected);
            }
        }
        return null;
    }

    /** Writes down what is over, and compares what stands in the tables. */
    private @Nullable String settled(Replay replay) {
        purses.sweep(replay.names.cast().people());
        named(replay);
        String flaw = difference(BookedState.in(replay.book), state.inTables(replay.names));
        return flaw == null ? shown(replay) : flaw;
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
