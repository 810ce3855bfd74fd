package io.guike.lapsenotice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People hear of points that end with the year seven days before its last day. */
@QuarkusTest
class YearEndNoticeTest {

    @Inject
    Reminders reminders;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** The day begins for whoever is reminded. */
    private void begins(LocalDate day) {
        Duration ahead = Duration.between(clock.instant(), Days.start(day).plus(Duration.ofHours(1)));
        clock.move(ahead.isNegative() ? Duration.ZERO : ahead);
        Run.now(() -> reminders
                .on(new DayHasPassed(Ids.next(), day.minusDays(2), day.minusDays(1)))
                .replaceWith(true));
    }

    /** Of what ends when they are told. */
    private List<Instant> told(UUID person) {
        return Run.now(() -> database.sql("select expires_at from points_reminder where person_id = :person")
                .with("person", person)
                .list(row -> row.instant(0)));
    }

    @Test
    void whatEndsWithTheYearIsToldFromTheTwentyFourthOnAndNotInTheNextYear() {
        LocalDate last = LocalDate.of(Days.today(clock).plusDays(10).getYear(), 12, 31);
        UUID person = purses.person();
        begins(last.minusDays(8));
        purses.earn(person, 300, Expiry.endOfYear(0));
        purses.earn(person, 40, Expiry.endOfYear(1));
        begins(last.minusDays(8));
        assertEquals(List.of(), told(person));
        begins(last.minusDays(7));
        assertEquals(List.of(Days.start(last.plusDays(1))), told(person), "31 December, 24:00");
        begins(last);
        assertEquals(1, told(person).size());

        UUID late = purses.person();
        purses.earn(late, 7, Expiry.endOfYear(0));
        begins(last.plusDays(1));
        assertEquals(List.of(), told(late), "over, and none of the next year's yet");
    }
}
