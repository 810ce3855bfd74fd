package io.guike.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PassingDaysTest {

    @Inject
    PassingDays days;

    @Inject
    MovableClock clock;

    @Inject
    Database database;

    @Inject
    Heard heard;

    @ApplicationScoped
    static class Heard implements OutboxListener<DayHasPassed> {

        final List<DayHasPassed> all = new CopyOnWriteArrayList<>();

        @Override
        public Class<DayHasPassed> event() {
            return DayHasPassed.class;
        }

        @Override
        public String name() {
            return "test.days";
        }

        @Override
        public Uni<Void> on(DayHasPassed event) {
            all.add(event);
            return Uni.createFrom().voidItem();
        }

        List<DayHasPassed> of(LocalDate day) {
            return all.stream().filter(event -> event.day().equals(day)).toList();
        }
    }

    @Test
    void midnightInShanghaiIsAnnouncedOnceHoweverManyLook() {
        untilJustBeforeMidnight();
        LocalDate ending = Days.today(clock);
        lookTogether();
        assertEquals(0, announced(ending));

        clock.move(Duration.ofMinutes(2));
        lookTogether();

        assertEquals(1, announced(ending));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !heard.of(ending).isEmpty());
        assertEquals(ending.minusDays(1), heard.of(ending).get(0).since());
    }

    @Test
    void standstillOfDaysIsAnnouncedOnceForAll() {
        lookTogether();
        LocalDate before = Days.today(clock).minusDays(1);
        clock.move(Duration.ofDays(3));
        lookTogether();
        LocalDate after = Days.today(clock).minusDays(1);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !heard.of(after).isEmpty());
        assertEquals(before, heard.of(after).get(0).since());
    }

    private void untilJustBeforeMidnight() {
        var midnight = Days.start(Days.today(clock).plusDays(1));
        Duration left = Duration.between(clock.instant(), midnight).minusMinutes(1);
        clock.move(left.isNegative() ? left.plusDays(1) : left);
    }

    private void lookTogether() {
        Run.together(4, i -> Run.now(() -> days.look().replaceWith(true)));
    }

    private long announced(LocalDate day) {
        return Run.now(() -> database.sql("select count(*) from passed_day where day = :day")
                .with("day", day)
                .one(row -> row.number(0)));
    }
}
