package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.guike.platform.Ids;
import io.guike.points.Rounds.Outcome;
import io.guike.points.Step.Deed;
import io.guike.support.Ring;
import io.guike.support.Shrinking;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a few people's points, in rounds of some two hundred requests at the same moment: all commands, each
 * sent several times, while people are merged and parted, time passes and what is over is swept. After each round the books
 * must close, and agree with every answer; by which rules in which order is {@link PointsBookTest}'s.
 *
 * <p>What is done is drawn from the seed before it runs. A history that goes wrong is shortened to the steps it needs, as
 * far as it goes wrong again, and told in words. {@code -Dpoints.seed=…} draws the same, {@code -Dpoints.rounds=…} more.
 */
@QuarkusTest
class PointsModelTest {

    private static final Logger LOG = Logger.getLogger(PointsModelTest.class);

    private static final int ROUNDS_OF_A_HISTORY = 5;
    private static final int LENGTH = ROUNDS_OF_A_HISTORY * Rounds.AT_ONCE;
    private static final int HISTORIES =
            Math.max(1, Integer.getInteger("points.rounds", 2 * ROUNDS_OF_A_HISTORY) / ROUNDS_OF_A_HISTORY);

    /** How often a shorter history is done before it counts as sound: what happens at once happens otherwise each time. */
    private static final int AGAIN = 3;

    private static final int TRIES = 40;

    @Inject
    Rounds rounds;

    @Inject
    Standing standing;

    @Inject
    MeterRegistry metrics;

    private static List<Step> drawn(long seed) {
        return History.drawn(seed, LENGTH, Rounds.PEOPLE);
    }

    @Test
    void theBooksCloseWhateverHappensAtOnce() {
        long first = Long.getLong("points.seed", System.nanoTime());
        Ring ring = new Ring(metrics);
        double overtaken = ring.overtaken();
        Map<Deed, Integer> done = new TreeMap<>();
        Map<String, Integer> refused = new TreeMap<>();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            Outcome outcome = rounds.of(drawn(seed));
            if (outcome.flaw() != null) {
                fail(told(seed, outcome));
            }
            for (Answer answer : outcome.answers()) {
                if (answer.isDone()) {
                    done.merge(answer.step().deed(), 1, Integer::sum);
                } else {
                    refused.merge(answer.refusal(), 1, Integer::sum);
                }
            }
        }
        LOG.infof(
                "points: %d rounds from seed %d: done %s, refused %s; begun anew after %d deadlocks, %.0f times overtaken",
                HISTORIES * ROUNDS_OF_A_HISTORY, first, done, refused, ring.closed(), ring.overtaken() - overtaken);
        assertEquals(
                Deed.values().length - 1, done.size(), () -> "but for what is sent again, everything is done: " + done);
    }

    private String told(long seed, Outcome outcome) {
        List<Step> failing = drawn(seed).subList(0, outcome.steps());
        List<Step> steps = Shrinking.shortest(failing, this::fails, TRIES);
        return "seed %d: %s\n\nof its %d steps %d did it again:\n%s"
                .formatted(seed, outcome.flaw(), failing.size(), steps.size(), words(steps));
    }

    private boolean fails(List<Step> history) {
        return IntStream.range(0, AGAIN).anyMatch(again -> rounds.of(history).flaw() != null);
    }

    private static String words(List<Step> steps) {
        return Rounds.inRounds(steps).stream()
                .map(round -> "round " + Rounds.round(round.get(0))
                        + round.stream().map(step -> "\n  " + step.words()).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    /** Otherwise that nothing is found would say little. */
    @Test
    void anAnswerThatIsNotTrueIsFound() {
        List<Step> history = drawn(7).subList(0, 2 * Rounds.AT_ONCE);
        Outcome outcome = rounds.of(history);
        assertNull(outcome.flaw());
        List<Answer> answers = outcome.answers();
        for (Deed deed : List.of(Deed.EARN, Deed.PEND, Deed.SPEND, Deed.HOLD, Deed.MERGE)) {
            assertNotEquals(List.of(), flaws(outcome, without(answers, deed)), "nobody was answered: " + deed);
        }
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            if (answer.id() != null) {
                List<Answer> told = new ArrayList<>(answers);
                told.set(i, new Answer(answer.step(), answer.round(), Ids.next(), answer.points(), ""));
                assertNotEquals(List.of(), flaws(outcome, told), () -> "believed: " + answer);
            }
        }
        assertNotEquals(Judgement.asked(answers), Judgement.asked(without(answers, Deed.EARN)));
    }

    private List<String> flaws(Outcome outcome, List<Answer> answers) {
        return Judgement.flaws(answers, standing.of(outcome.cast()), Rounds.RICH);
    }

    private static List<Answer> without(List<Answer> answers, Deed deed) {
        return answers.stream().filter(answer -> answer.step().deed() != deed).toList();
    }
}
