package io.guike.pointsaudit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.points.BalanceView.Lapsing;
import io.guike.points.Expiry;
import io.guike.points.Points;
import io.guike.points.Purses;
import io.guike.pointsaudit.Liabilities.LiabilityView;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Points that live to the end of a year, over 31 December 24:00 in Shanghai. */
@QuarkusTest
class YearEndTest {

    private static final long MANY = 1_000_000;

    @Inject
    Liabilities liabilities;

    @Inject
    Proofs proofs;

    @Inject
    Points points;

    @Inject
    Purses purses;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** The next one that is not over in a moment. */
    private LocalDate lastDay() {
        LocalDate soon = Days.today(clock).plusDays(2);
        return LocalDate.of(soon.getYear(), 12, 31);
    }

    private void moveTo(Instant instant) {
        clock.move(Duration.between(clock.instant(), instant));
    }

    private long in(LiabilityView view, LocalDate day) {
        String month = day.toString().substring(0, 7);
        return view.months().stream()
                .filter(one -> month.equals(one.month()))
                .mapToLong(Liabilities.Month::points)
                .sum();
    }

    private long lapsed(UUID person) {
        return Run.now(
                () -> database.sql("select count(*) from points_posting where reason = 'EXPIRY' and origin_id = :x")
                        .with("x", person)
                        .one(row -> row.number(0)));
    }

    @Test
    void lotsOfTheYearLapseAtItsEndAndLotsOfTheNextBeginTheirOwn() {
        LocalDate last = lastDay();
        Instant end = Days.start(last.plusDays(1));
        UUID person = purses.person();
        UUID unseen = purses.person();
        moveTo(end.minus(Duration.ofMinutes(30)));
        LiabilityView before = Run.now(liabilities::now);
        purses.earn(person, 300, Expiry.endOfYear(0));
        purses.earn(person, 40, Expiry.endOfYear(1));
        purses.earn(person, 5, Expiry.NEVER);
        purses.earn(unseen, MANY, Expiry.endOfYear(0));
        String order = purses.spend(person, 100);
        assertEquals(
                List.of(new Lapsing(last, 200), new Lapsing(last.plusYears(1), 40)),
                purses.balance(person).lapsing());
        purses.has(person, 245, 245);
        LiabilityView stands = Run.now(liabilities::now);
        assertEquals(MANY + 200, in(stands, last) - in(before, last), "in December, not in January");
        assertEquals(in(before, last.plusDays(1)), in(stands, last.plusDays(1)));

        moveTo(end);
        purses.has(person, 45, 45);
        purses.has(unseen, 0, 0);
        assertTrue(in(Run.now(liabilities::now), last) <= in(before, last), "over, written down or not");
        Purses.refused("points.insufficient", () -> points.spend(Purses.spending(person, Purses.key(), 46)));
        purses.giveBack(order, 100);
        assertEquals(
                List.of(new Lapsing(LocalDate.of(last.getYear() + 1, 1, 31), 100), new Lapsing(last.plusYears(1), 40)),
                purses.balance(person).lapsing());
        assertEquals(1, lapsed(person));
        purses.earn(person, 7, Expiry.endOfYear(0));
        assertEquals(
                List.of(new Lapsing(LocalDate.of(last.getYear() + 1, 1, 31), 100), new Lapsing(last.plusYears(1), 47)),
                purses.balance(person).lapsing());
        assertTrue(Run.now(proofs::prove).mismatches().stream()
                .noneMatch(one -> List.of(person, unseen).contains(one.accountId())));
    }
}
