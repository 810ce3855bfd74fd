package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.points.Balances.AsOfView;
import io.guike.support.MovableClock;
import io.guike.support.Plans;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger said at an instant, also of people who are one by now, or two again. */
@QuarkusTest
class AsOfTest {

    @Inject
    Balances balances;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private UUID person;
    private UUID other;

    @BeforeEach
    void make() {
        person = purses.person();
        other = purses.person();
    }

    /** An instant after all that was done, and before all that is done next. */
    private Instant now() {
        clock.move(Duration.ofSeconds(1));
        Instant now = clock.instant();
        clock.move(Duration.ofSeconds(1));
        return now;
    }

    private void said(UUID of, Instant at, long balance, long debt, long usable) {
        assertEquals(new AsOfView(at, balance, debt, usable), Run.now(() -> balances.asOf(of, at)));
    }

    @Test
    void aMergeBringsThePastOfBothAndItsUndoGivesEachTheirOwnAgain() {
        Instant before = now();
        purses.earn(person, 100, Expiry.NEVER);
        Instant first = now();
        purses.earn(other, 40, Expiry.days(5));
        Instant second = now();
        UUID merge = purses.merge(person, other);
        UUID living = purses.living(person);
        said(living, before, 0, 0, 0);
        said(living, first, 100, 0, 100);
        said(living, second, 140, 0, 140);
        said(other, second, 140, 0, 140);

        purses.spend(person, 60);
        Instant third = now();
        said(living, third, 80, 0, 80);
        said(living, second, 140, 0, 140);

        purses.undo(merge);
        said(person, second, 100, 0, 100);
        said(other, second, 40, 0, 40);
        said(person, third, 80, 0, 80);
        said(other, third, 0, 0, 0);
        Instant last = now();
        said(person, last, 80, 0, 80);
        said(other, last, 0, 0, 0);
    }

    @Test
    void whatTheOneOwedIsTakenFromWhatTheOtherHadAlsoBeforeTheyWereOne() {
        String earned = purses.earn(other, 100, Expiry.NEVER);
        purses.spend(other, 100);
        purses.clawBack(earned, 70);
        purses.earn(person, 90, Expiry.NEVER);
        Instant apart = now();
        said(person, apart, 90, 0, 90);
        said(other, apart, -70, 70, 0);
        UUID merge = purses.merge(person, other);
        said(person, apart, 20, 70, 20);
        purses.earn(person, 1, Expiry.NEVER);
        Instant paid = now();
        said(person, paid, 21, 0, 21);
        purses.undo(merge);
        said(person, apart, 90, 0, 90);
        said(other, apart, -70, 70, 0);
        said(person, paid, 21, 0, 21);
        said(other, paid, 0, 0, 0);
    }

    @Test
    void whatHadLapsedByThenIsNotUsableAlsoWhereNobodyWroteItDown() {
        purses.earn(person, 30, Expiry.days(1));
        purses.earn(person, 12, Expiry.NEVER);
        Instant fresh = now();
        clock.move(Duration.ofDays(3));
        Instant over = now();
        assertEquals(12, Run.now(() -> balances.asOf(person, over)).usable());
        purses.earn(person, 1, Expiry.NEVER);
        said(person, now(), 13, 0, 13);
        said(person, fresh, 42, 0, 42);
    }

    @Test
    void theBooksOfWhoIsErasedStay() {
        purses.earn(person, 30, Expiry.NEVER);
        Instant at = now();
        purses.erase(person);
        said(person, at, 30, 0, 30);
        said(person, now(), 0, 0, 0);
    }

    @Test
    void thePastIsReadByTheAccountsOfThePerson() {
        purses.earn(person, 30, Expiry.NEVER);
        Plans.usesIndex(
                database,
                Balances.AS_OF,
                sql -> sql.with("person", person).with("at", clock.instant()),
                "points_lot",
                "points_lot_origin");
    }
}
