package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.support.MovableClock;
import io.guike.support.OtherSession;
import io.guike.support.Plans;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is due lapses for everybody, whatever stands in the way. */
@QuarkusTest
class SweepTest {

    private static final String HOLD = "select 1 from person where id = ? for no key update";

    @Inject
    Lapses lapses;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    DataSource source;

    @Inject
    MovableClock clock;

    /** In the order in which the sweep meets them. */
    private List<UUID> peopleWithPointsOfToday() {
        List<UUID> people =
                Stream.generate(purses::person).limit(3).sorted(this::inOrder).toList();
        people.forEach(person -> purses.earn(person, 100, Expiry.days(0)));
        return people;
    }

    /** As the database does, which knows no signs. */
    private int inOrder(UUID one, UUID other) {
        return one.toString().compareTo(other.toString());
    }

    private void sweep(int batch) {
        Run.now(() -> lapses.sweep(batch).replaceWith(true));
    }

    private long left(UUID person) {
        return purses.lots(person).stream().mapToLong(Long::longValue).sum();
    }

    private void change(UUID account, int points) {
        Run.now(() -> database.sql("update points_account set balance = balance + :points where origin_id = :account")
                .with("points", points)
                .with("account", account)
                .run());
    }

    @Test
    void anAccountThatCannotBeSettledStandsInNobodysWay() {
        List<UUID> people = peopleWithPointsOfToday();
        UUID broken = people.get(0);
        change(broken, -1);
        try {
            clock.move(Duration.ofDays(2));
            sweep(3);
            assertEquals(List.of(100L, 0L, 0L), people.stream().map(this::left).toList());
            assertTrue(lapses.unswept() >= Duration.ofHours(20).toSeconds(), "is seen");
        } finally {
            change(broken, 1);
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            sweep(3);
            return lapses.unswept() == 0;
        });
        assertEquals(0, left(broken));
    }

    @Test
    void aSweepGoesOnBehindThoseWhomAnotherOneHas() {
        List<UUID> people = peopleWithPointsOfToday();
        try (OtherSession other = OtherSession.begin(source)) {
            other.run(HOLD, people.get(0));
            other.run(HOLD, people.get(1));
            clock.move(Duration.ofDays(2));
            sweep(1);
            assertEquals(
                    List.of(100L, 100L, 0L), people.stream().map(this::left).toList());
        }
        sweep(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> people.stream().mapToLong(this::left).sum() == 0);
    }

    @Test
    void theNextDueAccountIsFoundByTheIndex() {
        Plans.usesIndex(
                database,
                Lapses.DUE_LOTS,
                sql -> sql.with("now", clock.instant())
                        .with("at", clock.instant())
                        .with("id", UUID.randomUUID())
                        .with("size", 100),
                "points_lot",
                "points_lot_lapses");
    }
}
