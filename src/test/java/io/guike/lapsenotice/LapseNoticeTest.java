package io.guike.lapsenotice;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People hear of points that lapse soon. */
@QuarkusTest
class LapseNoticeTest {

    @Inject
    Reminders reminders;

    @Inject
    Newcomers newcomers;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    MovableClock clock;

    private void midnight() {
        LocalDate today = Days.today(clock);
        Run.now(() -> reminders
                .on(new DayHasPassed(Ids.next(), today.minusDays(2), today.minusDays(1)))
                .replaceWith(true));
    }

    private List<String> announced(UUID person) {
        return Run.now(() -> database.sql(
                        "select payload from outbox_event where type = 'PointsLapseSoon' and subject = :person")
                .with("person", person)
                .list(row -> row.text(0)));
    }

    @Test
    void whoseLapseIsNearIsToldOnce() {
        UUID person = purses.person();
        purses.earn(person, 30, Expiry.days(7));
        purses.earn(person, 12, Expiry.days(7));
        purses.earn(person, 5, Expiry.days(9));
        midnight();
        midnight();
        List<String> told = announced(person);
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).contains("\"points\":42"), told::toString);
        clock.move(Duration.ofDays(2));
        midnight();
        assertEquals(2, announced(person).size());
    }

    @Test
    void whoeverCannotBeReachedIsCounted() {
        Newcomer member = newcomers.member();
        double before = unreachable();
        purses.earn(member.person(), 30, Expiry.days(2));
        midnight();
        await().atMost(Duration.ofSeconds(60)).until(() -> unreachable() > before);
    }

    private double unreachable() {
        return metrics.counter("guike.points.reminders", "outcome", "unreachable")
                .count();
    }
}
