package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.points.Balances.LineView;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each line of a statement says what there was after it. */
@QuarkusTest
class StatementTest {

    @Inject
    Balances balances;

    @Inject
    Purses purses;

    @Inject
    MovableClock clock;

    @Test
    void linesOfOneMomentShowTheBalanceAfterEach() {
        UUID person = purses.person();
        UUID other = purses.person();
        purses.earn(person, 100, Expiry.days(1));
        purses.earn(other, 40, Expiry.days(1));
        purses.merge(person, other);
        UUID living = purses.living(person);
        clock.move(Duration.ofDays(3));
        purses.earn(person, 7, Expiry.NEVER);
        List<LineView> lines = Run.now(() -> balances.lines(living, null, 50)).items();
        assertEquals(5, lines.size());
        assertEquals(lines.get(1).at(), lines.get(2).at(), "both accounts lapsed in one moment");
        for (int i = 0; i < lines.size(); i++) {
            long before = i + 1 < lines.size() ? lines.get(i + 1).balance() : 0;
            assertEquals(before + lines.get(i).points(), lines.get(i).balance(), lines::toString);
        }
        List<LineView> one = Run.now(() -> balances.lines(living, null, 2)).items();
        assertEquals(lines.subList(0, 2), one);
    }
}
