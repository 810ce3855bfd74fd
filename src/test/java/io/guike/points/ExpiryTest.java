package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private static void lastDay(Expiry expiry, String from, String last) {
        assertEquals(LocalDate.parse(last), expiry.lastDay(LocalDate.parse(from)), expiry + " from " + from);
    }

    @Test
    void daysAreCountedFromTheDayOnWhichPointsCanBeUsed() {
        lastDay(Expiry.days(0), "2026-11-22", "2026-11-22");
        lastDay(Expiry.days(1), "2026-12-31", "2027-01-01");
        lastDay(Expiry.days(1), "2028-02-28", "2028-02-29");
        lastDay(Expiry.days(1), "2027-02-28", "2027-03-01");
        lastDay(Expiry.days(365), "2028-02-29", "2029-02-28");
    }

    @Test
    void monthsEndOnTheirOwnLastDay() {
        lastDay(Expiry.endOfMonth(0), "2026-11-30", "2026-11-30");
        lastDay(Expiry.endOfMonth(1), "2026-01-31", "2026-02-28");
        lastDay(Expiry.endOfMonth(1), "2028-01-31", "2028-02-29");
        lastDay(Expiry.endOfMonth(3), "2026-11-01", "2027-02-28");
        lastDay(Expiry.endOfMonth(12), "2027-02-10", "2028-02-29");
    }

    @Test
    void yearsEndWithDecember() {
        lastDay(Expiry.endOfYear(0), "2026-12-31", "2026-12-31");
        lastDay(Expiry.endOfYear(1), "2026-01-01", "2027-12-31");
        lastDay(Expiry.endOfYear(2), "2026-12-31", "2028-12-31");
    }

    @Test
    void theDayIsThatOfShanghai() {
        Instant lateInShanghai = Instant.parse("2026-12-31T15:59:59.999999Z");
        Instant newYearInShanghai = Instant.parse("2026-12-31T16:00:00Z");
        assertEquals(Instant.parse("2026-12-31T16:00:00Z"), Expiry.endOfYear(0).end(lateInShanghai));
        assertEquals(Instant.parse("2027-12-31T16:00:00Z"), Expiry.endOfYear(0).end(newYearInShanghai));
        assertEquals(Instant.parse("2026-12-31T16:00:00Z"), Expiry.days(0).end(lateInShanghai));
        assertEquals(Instant.parse("2027-01-01T16:00:00Z"), Expiry.days(0).end(newYearInShanghai));
        assertEquals(
                Instant.parse("2028-02-29T16:00:00Z"), Expiry.endOfMonth(0).end(Instant.parse("2028-02-28T16:00:00Z")));
    }

    @Test
    void someLiveForEver() {
        assertNull(Expiry.NEVER.end(Instant.parse("2026-11-22T00:00:00Z")));
    }

    @Test
    void textsAreReadAsTheyAreWritten() {
        for (Expiry expiry : new Expiry[] {Expiry.NEVER, Expiry.days(90), Expiry.endOfMonth(12), Expiry.endOfYear(2)}) {
            assertEquals(expiry, Expiry.parse(expiry.text()));
        }
        assertThrows(IllegalArgumentException.class, () -> Expiry.parse("SOON"));
        assertThrows(IllegalArgumentException.class, () -> Expiry.parse("DAYS:-1"));
        assertThrows(IllegalArgumentException.class, () -> Expiry.parse("DAYS:1:2"));
        assertThrows(IllegalArgumentException.class, () -> Expiry.parse("NEVER:1"));
    }
}
