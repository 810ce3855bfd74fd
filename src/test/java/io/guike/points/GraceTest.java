package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Days;
import io.guike.points.BalanceView.Lapsing;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has lapsed when it is refunded lives for a while, once. */
@QuarkusTest
class GraceTest {

    private static final int GRACE = 30;

    @Inject
    Balances balances;

    @Inject
    Purses purses;

    @Inject
    MovableClock clock;

    private UUID person;

    @BeforeEach
    void make() {
        person = purses.person();
    }

    @AfterEach
    void prove() {
        assertEquals(List.of(), purses.flaws(List.of(person)));
    }

    private List<Lapsing> lapsing() {
        return purses.balance(person).lapsing();
    }

    private Lapsing inGrace(long points) {
        return new Lapsing(Days.today(clock).plusDays(GRACE), points);
    }

    private List<String> lines() {
        return Run.now(() -> balances.lines(person, null, 50)).items().stream()
                .map(line -> line.text() + " " + line.points() + " " + line.balance())
                .toList();
    }

    /** @return an order of 10 points that have lapsed since */
    private String late() {
        purses.earn(person, 10, Expiry.days(0));
        String order = purses.spend(person, 10);
        clock.move(Duration.ofDays(2));
        return order;
    }

    @Test
    void whatComesBackAfterItsGraceLapsesAtOnceAndIsSeenToDoSo() {
        purses.giveBack(late(), 10);
        assertEquals(List.of(inGrace(10)), lapsing());
        String again = purses.spend(person, 10);
        clock.move(Duration.ofDays(GRACE + 1));
        assertEquals(10, purses.giveBack(again, 10).points());
        purses.has(person, 0, 0);
        assertEquals(List.of(), lapsing());
        assertEquals(List.of(0L, 0L, 0L), purses.lots(person));
        assertEquals(List.of("积分到期 -10 0", "退还：测试消费 10 10", "测试消费 -10 0"), lines().subList(0, 3));
    }

    @Test
    void whatComesBackWithinItsGraceKeepsTheEndOfIt() {
        purses.giveBack(late(), 10);
        List<Lapsing> first = lapsing();
        String again = purses.spend(person, 10);
        clock.move(Duration.ofDays(GRACE - 2));
        purses.giveBack(again, 10);
        assertEquals(first, lapsing());
    }

    @Test
    void partsOfOneOrderHaveTheirGraceEach() {
        String order = late();
        purses.giveBack(order, 4);
        Lapsing first = inGrace(4);
        clock.move(Duration.ofDays(3));
        purses.giveBack(order, 6);
        assertEquals(List.of(first, inGrace(6)), lapsing());
    }

    @Test
    void ofWhatComesBackOnlyWhatHadItsGraceLapses() {
        purses.giveBack(late(), 10);
        purses.earn(person, 5, Expiry.days(GRACE));
        String again = purses.spend(person, 15);
        clock.move(Duration.ofDays(GRACE + 1));
        purses.giveBack(again, 15);
        assertEquals(List.of(inGrace(5)), lapsing());
        purses.has(person, 5, 5);
    }

    @Test
    void whatHadItsGracePaysADebtAllTheSame() {
        purses.giveBack(late(), 10);
        String again = purses.spend(person, 10);
        String earned = purses.earn(person, 6, Expiry.NEVER);
        purses.spend(person, 6);
        purses.clawBack(earned, 6);
        clock.move(Duration.ofDays(GRACE + 1));
        purses.giveBack(again, 10);
        purses.has(person, 0, 0);
        assertEquals(0, purses.balance(person).debt());
    }
}
