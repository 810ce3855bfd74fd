package io.guike.points;

import io.guike.member.Partings;
import io.guike.platform.Problem;
import io.guike.points.Commands.Cast;
import io.guike.points.Commands.Done;
import io.guike.points.Step.Deed;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does histories of {@link Step}s with people of their own, many steps at the same moment, and each of them several times:
 * commands, merges and their undo, and the passing of time. When all is quiet everything is compared.
 */
@ApplicationScoped
public class Rounds {

    static final int PEOPLE = 8;

    /** Steps of one round. */
    static final int AT_ONCE = 70;

    private static final int COPIES = 3;

    /** Time passes several times in a round. */
    private static final int LONGER = 4;

    /** Has more than all steps could ever take. */
    static final int RICH = PEOPLE - 1;

    private static final long CAPITAL = 1_000_000_000;

    @Inject
    Commands commands;

    @Inject
    Partings partings;

    @Inject
    Points points;

    @Inject
    Lapses lapses;

    @Inject
    Purses purses;

    @Inject
    Standing standing;

    @Inject
    LedgerProofs proofs;

    @Inject
    MovableClock clock;

    /**
     * What came of it.
     *
     * @param steps how many were begun
     * @param answers to all requests, of all rounds
     * @param flaw what was wrong after the last round; null where nothing was
     */
    record Outcome(
            int steps,
            Cast cast,
            List<Answer> answers,
            @Nullable String flaw) {}

    /** One of several that are sent for a step. */
    private record Request(Step step, int copy) {}

    private static final class Game {

        private final Cast cast;
        private final Map<Integer, Step> steps = new TreeMap<>();
        private final Map<Integer, Queue<UUID>> merges = new ConcurrentHashMap<>();
        private final List<Answer> answers = new ArrayList<>();

        Game(List<UUID> people) {
            cast = Cast.of(people);
        }

        Queue<UUID> merges(int step) {
            return merges.computeIfAbsent(step, key -> new ConcurrentLinkedQueue<>());
        }
    }

    Outcome of(List<Step> history) {
        Game game = begun();
        int begun = 0;
        for (List<Step> round : inRounds(history)) {
            begun += round.size();
            String flaw = flaw(game, round);
            if (flaw != null) {
                return new Outcome(begun, game.cast, game.answers, flaw);
            }
        }
        return new Outcome(begun, game.cast, game.answers, null);
    }

    /** By their numbers: whoever is left out moves nobody into another round. */
    static Collection<List<Step>> inRounds(List<Step> history) {
        return history.stream()
                .collect(Collectors.groupingBy(Rounds::round, TreeMap::new, Collectors.toList()))
                .values();
    }

    static int round(Step step) {
        return (step.number() - 1) / AT_ONCE;
    }

    private Game begun() {
        purses.halfPastMidnight();
        List<UUID> people = new ArrayList<>();
        while (people.size() < PEOPLE) {
            people.add(purses.person());
        }
        Game game = new Game(people);
        Earning capital = new Earning(
                people.get(RICH),
                "CAPITAL",
                game.cast.keys(),
                CAPITAL,
                Expiry.NEVER,
                "system:test",
                null,
                null,
                "本金",
                null);
        Purses.now(() -> points.earn(capital));
        return game;
    }

    private @Nullable String flaw(Game game, List<Step> round) {
        List<Answer> answers = together(game, round);
        List<String> broken = answers.stream()
                .filter(Answer::isFailed)
                .map(answer -> answer.step().words() + ": " + answer.refusal())
                .toList();
        game.answers.addAll(answers);
        List<String> flaws = broken.isEmpty() ? flaws(game) : broken;
        return flaws.isEmpty() ? null : flaws.stream().distinct().collect(Collectors.joining("\n"));
    }

    private List<Answer> together(Game game, List<Step> round) {
        round.forEach(step -> game.steps.put(step.number(), step));
        List<Request> requests = new ArrayList<>();
        for (Step step : round) {
            Step first = step.deed() == Deed.REPEAT ? game.steps.get(step.of()) : step;
            for (int copy = 0; first != null && copy < copies(first); copy++) {
                requests.add(new Request(first, copy));
            }
        }
        int number = round(round.get(0));
        return Run.together(requests.size(), i -> answer(game, number, requests.get(i)));
    }

    /** A part of a promise is taken back as often as it is asked for. */
    private static int copies(Step step) {
        return switch (step.deed()) {
            case VOID_PROMISE -> step.points() > 0 ? 1 : COPIES;
            case MERGE, UNDO, PASS -> 2;
            default -> COPIES;
        };
    }

    private Answer answer(Game game, int round, Request request) {
        Step step = request.step();
        try {
            return switch (step.deed()) {
                case MERGE -> merged(game, round, step);
                case UNDO -> undone(game, round, step);
                case PASS -> passed(round, request);
                default -> commanded(game, round, step);
            };
        } catch (Problem refused) {
            return Answer.refused(step, round, refused.code().code());
        } catch (RuntimeException e) {
            return Answer.refused(step, round, Answer.FAILED + e);
        }
    }

    private Answer commanded(Game game, int round, Step step) {
        // At a whole hour, when nobody looks; and late enough to outlive some of what passes in the same round.
        Instant until = clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(LONGER * step.hours()));
        Done done = Purses.now(() -> commands.of(step, game.cast, until));
        return new Answer(step, round, done.id(), done.points(), "");
    }

    private Answer merged(Game game, int round, Step step) {
        UUID one = game.cast.person(step.who());
        UUID other = game.cast.person(step.other());
        UUID merge = Purses.now(() -> partings.merging(one, other));
        game.merges(step.number()).add(merge);
        return new Answer(step, round, merge, 0, "");
    }

    private Answer undone(Game game, int round, Step step) {
        UUID merge = game.merges(step.of()).peek();
        if (merge != null) {
            Purses.now(() -> partings.parting(merge));
            game.merges(step.of()).remove(merge);
        }
        return new Answer(step, round, merge, 0, "");
    }

    /** The second looks at what is over by then, or about to be. */
    private Answer passed(int round, Request request) {
        if (request.copy() == 0) {
            clock.move(Duration.ofHours(request.step().hours()));
        } else {
            Purses.now(lapses::sweep);
        }
        return new Answer(request.step(), round, null, 0, "");
    }

    private List<String> flaws(Game game) {
        List<UUID> people = game.cast.people();
        List<BalanceView> shown = people.stream().map(this::shown).toList();
        List<String> flaws = new ArrayList<>(proofs.flaws(people));
        flaws.addAll(Judgement.flaws(game.answers, standing.of(game.cast), RICH));
        long asked = CAPITAL + Judgement.asked(game.answers);
        long brought = proofs.brought(people);
        if (asked != brought) {
            flaws.add("asked for were " + asked + ", and there are " + brought);
        }
        purses.sweep(people);
        flaws.addAll(proofs.flaws(people));
        for (int i = 0; i < people.size(); i++) {
            BalanceView swept = shown(people.get(i));
            String counted = proofs.counted(people.get(i));
            if (!swept.equals(shown.get(i)) || !counted.equals(LedgerProofs.words(swept))) {
                flaws.add("#%d is shown %s, written down is %s, and counted %s"
                        .formatted(i, shown.get(i), swept, counted));
            }
        }
        return flaws;
    }

    private BalanceView shown(UUID person) {
        return purses.balance(purses.living(person));
    }
}
