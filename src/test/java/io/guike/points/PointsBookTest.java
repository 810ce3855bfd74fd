package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.guike.points.Replays.Outcome;
import io.guike.points.Step.Deed;
import io.guike.support.Shrinking;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random histories, one step after the other, each predicted by the {@link ReferenceBook}: every answer, balance, debt,
 * lot, promise and hold. One that goes wrong is shortened to the steps it needs and printed with its seed; {@code
 * -Dpoints.seed=…} does it again, {@code -Dpoints.rounds=…} does more. What happens at the same moment is {@link
 * PointsModelTest}'s.
 */
@QuarkusTest
class PointsBookTest {

    private static final int HISTORIES = (Integer.getInteger("points.rounds", 30) + 9) / 10;
    private static final int LENGTH = 80;
    private static final int TRIES = 300;

    @Inject
    Replays replays;

    @Test
    void everyStepOfAHistoryIsAsTheBookSays() {
        long first = Long.getLong("points.seed", System.nanoTime());
        for (long seed = first; seed < first + HISTORIES; seed++) {
            List<Step> history = History.drawn(seed, LENGTH, Replays.PEOPLE);
            Outcome outcome = replays.of(history);
            if (outcome.flaw() != null) {
                fail(shortest(seed, history.subList(0, outcome.steps())));
            }
        }
    }

    private String shortest(long seed, List<Step> failing) {
        List<Step> steps =
                Shrinking.shortest(failing, history -> replays.of(history).flaw() != null, TRIES);
        return "seed %d: %d of %d steps are enough\n%s\n%s"
                .formatted(
                        seed,
                        steps.size(),
                        failing.size(),
                        words(steps),
                        replays.of(steps).flaw());
    }

    private static String words(List<Step> steps) {
        return steps.stream().map(Step::words).collect(Collectors.joining("\n"));
    }

    private static Step step(int number, Deed deed, int who, long points, Expiry expiry, int hours, int of) {
        return new Step(number, deed, who, 1, points, expiry, hours, of);
    }

    private void isAsTheBookSays(Step... steps) {
        String flaw = replays.of(List.of(steps)).flaw();
        assertNull(flaw, () -> words(List.of(steps)) + "\n" + flaw);
    }

    /** The first hold frees what pays the debt; what the second frees is not needed any more, and lapses. */
    @Test
    void holdsThatEndedUnseenPayInTheOrderOfTheirTimes() {
        isAsTheBookSays(
                step(1, Deed.EARN, 0, 50, Expiry.NEVER, 0, 0),
                step(2, Deed.HOLD, 0, 50, Expiry.NEVER, 10, 0),
                step(3, Deed.EARN, 0, 100, Expiry.days(1), 0, 0),
                step(4, Deed.HOLD, 0, 100, Expiry.NEVER, 30, 0),
                step(5, Deed.CLAW_BACK, 0, 40, Expiry.NEVER, 0, 3),
                step(6, Deed.PASS, 0, 0, Expiry.NEVER, 60, 0),
                step(7, Deed.EARN, 0, 1, Expiry.NEVER, 0, 0));
    }

    @Test
    void aHoldThatEndedUnseenBeforeAPartingHasLapsed() {
        isAsTheBookSays(
                step(1, Deed.EARN, 0, 10, Expiry.NEVER, 0, 0),
                step(2, Deed.EARN, 1, 10, Expiry.NEVER, 0, 0),
                step(3, Deed.MERGE, 0, 0, Expiry.NEVER, 0, 0),
                step(4, Deed.HOLD, 0, 20, Expiry.NEVER, 5, 0),
                step(5, Deed.PASS, 0, 0, Expiry.NEVER, 6, 0),
                step(6, Deed.UNDO, 0, 0, Expiry.NEVER, 0, 3));
    }

    @Test
    void whatAHoldFreedUnseenBeforeAMergePaysTheDebtOfItsOwner() {
        isAsTheBookSays(
                step(1, Deed.EARN, 0, 50, Expiry.days(1), 0, 0),
                step(2, Deed.HOLD, 0, 50, Expiry.NEVER, 10, 0),
                step(3, Deed.CLAW_BACK, 0, 20, Expiry.NEVER, 0, 1),
                step(4, Deed.EARN, 1, 30, Expiry.days(0), 0, 0),
                step(5, Deed.PASS, 0, 0, Expiry.NEVER, 12, 0),
                step(6, Deed.MERGE, 0, 0, Expiry.NEVER, 0, 0),
                step(7, Deed.EARN, 0, 1, Expiry.NEVER, 0, 0));
    }

    @Test
    void whatHadItsGraceLapsesAtOnceWhenItComesBackLateAgain() {
        isAsTheBookSays(
                step(1, Deed.EARN, 0, 10, Expiry.days(0), 0, 0),
                step(2, Deed.SPEND, 0, 10, Expiry.NEVER, 0, 0),
                step(3, Deed.PASS, 0, 0, Expiry.NEVER, 30, 0),
                step(4, Deed.GIVE_BACK, 0, 10, Expiry.NEVER, 0, 2),
                step(5, Deed.SPEND, 0, 8, Expiry.NEVER, 0, 0),
                step(6, Deed.PASS, 0, 0, Expiry.NEVER, 24 * 32, 0),
                step(7, Deed.GIVE_BACK, 0, 7, Expiry.NEVER, 0, 5),
                step(8, Deed.CLAW_BACK, 0, 10, Expiry.NEVER, 0, 1),
                step(9, Deed.EARN, 0, 5, Expiry.NEVER, 0, 0));
    }

    /** Both came together by the merge; only a command or the end of a hold makes the one pay the other. */
    @Test
    void whatLapsesDoesNotMakeAnybodyPay() {
        isAsTheBookSays(
                step(1, Deed.EARN, 0, 30, Expiry.NEVER, 0, 0),
                step(2, Deed.SPEND, 0, 30, Expiry.NEVER, 0, 0),
                step(3, Deed.CLAW_BACK, 0, 30, Expiry.NEVER, 0, 1),
                step(4, Deed.EARN, 1, 20, Expiry.days(0), 0, 0),
                step(5, Deed.EARN, 1, 50, Expiry.NEVER, 0, 0),
                step(6, Deed.MERGE, 0, 0, Expiry.NEVER, 0, 0),
                step(7, Deed.PASS, 0, 0, Expiry.NEVER, 30, 0),
                step(8, Deed.PEND, 2, 1, Expiry.NEVER, 0, 0),
                step(9, Deed.PEND, 0, 1, Expiry.NEVER, 0, 0));
    }

    /** The book by itself, at a time of its own. */
    private static ReferenceBook booked(List<Step> history) {
        ReferenceBook book = new ReferenceBook(Replays.PEOPLE);
        Instant now = Instant.parse("2028-02-27T16:30:00Z");
        for (Step step : history) {
            now = now.plus(step.deed() == Deed.PASS ? Duration.ofHours(step.hours()) : Duration.ofSeconds(1));
            book.accounts().until(now);
            try {
                book.does(step);
            } catch (ReferenceBook.Refused refused) {
                continue;
            }
        }
        return book;
    }

    private static boolean somebodyOwesAtLast(List<Step> history) {
        return booked(history).accounts().debts().values().stream().anyMatch(debt -> debt > 0);
    }

    private static boolean somebodyOwes(List<Step> history) {
        return IntStream.rangeClosed(1, history.size()).anyMatch(many -> somebodyOwesAtLast(history.subList(0, many)));
    }

    /** That nobody ever owes anything is wrong: somebody does who set aside what is taken back. */
    @Test
    void aWrongBeliefIsToldByTheFewStepsThatRefuteIt() {
        List<Step> steps =
                Shrinking.shortest(History.drawn(6, 200, Replays.PEOPLE), PointsBookTest::somebodyOwes, 1_000);
        assertEquals(
                List.of(Deed.EARN, Deed.HOLD, Deed.CLAW_BACK),
                steps.stream().map(Step::deed).toList(),
                () -> words(steps));
    }

    /** Otherwise the comparison would prove little. */
    @Test
    void historiesComeToEveryRule() {
        Map<String, Integer> seen = new TreeMap<>();
        for (int seed = 0; seed < 100; seed++) {
            ReferenceBook book = booked(History.drawn(seed, LENGTH, Replays.PEOPLE));
            book.accounts()
                    .lots()
                    .forEach(lot -> lot.moves().keySet().forEach(kind -> seen.merge(kind, 1, Integer::sum)));
            book.accounts().allHolds().forEach(hold -> seen.merge("hold " + word(hold.answer()), 1, Integer::sum));
            book.promises()
                    .values()
                    .forEach(promise -> seen.merge("promise " + word(promise.answer()), 1, Integer::sum));
        }
        assertEquals(13, seen.size(), seen::toString);
        assertTrue(seen.values().stream().allMatch(times -> times > 20), seen::toString);
    }

    private static String word(String answer) {
        return answer.substring(0, answer.indexOf(' '));
    }
}
