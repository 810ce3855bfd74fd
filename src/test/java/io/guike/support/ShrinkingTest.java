package io.guike.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {

    private static final List<Integer> HISTORY =
            IntStream.rangeClosed(1, 100).boxed().toList();

    @Test
    void onlyTheStepsThatAFailureNeedsAreLeft() {
        Predicate<List<Integer>> fails = steps -> steps.containsAll(List.of(3, 41, 42, 97));
        assertEquals(List.of(3, 41, 42, 97), Shrinking.shortest(HISTORY, fails, 500));
        assertEquals(List.of(100), Shrinking.shortest(HISTORY, steps -> steps.contains(100), 500));
        assertEquals(List.of(), Shrinking.shortest(HISTORY, steps -> true, 500));
    }

    /** A wrong rule: more than 200 is too much, whatever it is made of. */
    @Test
    void noSingleStepOfWhatIsLeftCanBeLeftOut() {
        Predicate<List<Integer>> fails =
                steps -> steps.stream().mapToInt(Integer::intValue).sum() > 200;
        List<Integer> left = Shrinking.shortest(HISTORY, fails, 500);
        assertTrue(fails.test(left), left::toString);
        for (Integer step : left) {
            List<Integer> without =
                    left.stream().filter(other -> !other.equals(step)).toList();
            assertTrue(!fails.test(without), left::toString);
        }
    }

    @Test
    void whatOnlyGoesTogetherWithOtherStepsGoesAtLast() {
        // 20 makes no sense without 10.
        Predicate<List<Integer>> fails = steps -> steps.contains(50) && (!steps.contains(20) || steps.contains(10));
        assertEquals(List.of(50), Shrinking.shortest(List.of(10, 20, 50), fails, 500));
    }

    @Test
    void triesAreBounded() {
        AtomicInteger tries = new AtomicInteger();
        List<Integer> left = Shrinking.shortest(HISTORY, steps -> tries.incrementAndGet() > 0 && steps.contains(7), 9);
        assertTrue(tries.get() <= 9 && left.contains(7), () -> tries + " " + left);
    }
}
