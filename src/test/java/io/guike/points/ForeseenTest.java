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

/** A hold that is over has paid what its owner owes, for everybody who looks, before anybody writes it down. */
@QuarkusTest
class ForeseenTest {

    @Inject
    Balances balances;

    @Inject
    Purses purses;

    @Inject
    MovableClock clock;

    private UUID person;

    @BeforeEach
    void make() {
        purses.halfPastMidnight();
        person = purses.person();
    }

    @AfterEach
    void prove() {
        assertEquals(List.of(), purses.flaws(List.of(person)));
    }

    /** Owes what they spent, because all else is set aside. */
    private void owe(long some) {
        String earned = purses.earn(person, some, Expiry.days(0));
        purses.spend(person, some);
        purses.clawBack(earned, some);
    }

    private void isShown(long balance, long available, long held, long debt, Lapsing... lapsing) {
        BalanceView expected = new BalanceView(balance, available, held, debt, 0, List.of(lapsing));
        assertEquals(expected, purses.balance(person));
        assertEquals(available, Run.now(() -> balances.available(person)));
        purses.sweep(List.of(person));
        assertEquals(expected, purses.balance(person), "written down");
    }

    private Lapsing inDays(int days, long points) {
        return new Lapsing(Days.today(clock).plusDays(days), points);
    }

    @Test
    void whatItFreedHasPaidTheDebt() {
        purses.earn(person, 60, Expiry.NEVER);
        purses.hold(person, 60, Duration.ofHours(1));
        owe(40);
        isShown(20, 0, 60, 40);
        clock.move(Duration.ofHours(2));
        isShown(20, 20, 0, 0);
    }

    @Test
    void whatIsLeftOfTheDebtIsStillOwed() {
        purses.earn(person, 25, Expiry.NEVER);
        purses.hold(person, 25, Duration.ofHours(1));
        owe(40);
        clock.move(Duration.ofHours(2));
        isShown(-15, 0, 0, 15);
    }

    @Test
    void whatHasLapsedSinceHadPaidBefore() {
        purses.earn(person, 50, Expiry.days(0));
        purses.hold(person, 50, Duration.ofHours(10));
        owe(20);
        clock.move(Duration.ofHours(30));
        isShown(0, 0, 0, 0);
    }

    @Test
    void whatLapsesFirstPaysAndNoLongerLapses() {
        purses.earn(person, 30, Expiry.days(3));
        purses.earn(person, 50, Expiry.days(5));
        purses.hold(person, 80, Duration.ofHours(1));
        owe(40);
        clock.move(Duration.ofHours(2));
        isShown(40, 40, 0, 0, inDays(5, 40));
    }

    /** The first paid with what it freed itself: what the second freed later was not needed, and is over. */
    @Test
    void holdsPayInTheOrderOfTheirEnds() {
        purses.earn(person, 50, Expiry.NEVER);
        purses.hold(person, 50, Duration.ofHours(10));
        purses.earn(person, 70, Expiry.days(1));
        purses.hold(person, 70, Duration.ofHours(30));
        owe(40);
        clock.move(Duration.ofHours(60));
        isShown(10, 10, 0, 0);
    }

    @Test
    void whatIsStillSetAsidePaysNothing() {
        purses.earn(person, 30, Expiry.days(2));
        purses.hold(person, 30, Duration.ofHours(1));
        purses.earn(person, 20, Expiry.days(4));
        purses.hold(person, 20, Duration.ofHours(50));
        owe(45);
        clock.move(Duration.ofHours(2));
        isShown(5, 0, 20, 15, inDays(4, 20));
    }

    @Test
    void whoOwesNothingIsShownWhatIsFree() {
        purses.earn(person, 30, Expiry.NEVER);
        purses.hold(person, 30, Duration.ofHours(1));
        clock.move(Duration.ofHours(2));
        isShown(30, 30, 0, 0);
    }
}
