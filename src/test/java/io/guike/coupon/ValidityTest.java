package io.guike.coupon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.Terms.Hours;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When coupons are good, at the borders of days in Asia/Shanghai. */
class ValidityTest {

    private static Instant at(String shanghai) {
        return OffsetDateTime.parse(shanghai + "+08:00").toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        // got, days, starts after, from, until
        "2026-03-05T23:59:59, 1, 0, 2026-03-05T23:59:59, 2026-03-06T00:00:00",
        "2026-03-06T00:00:00, 1, 0, 2026-03-06T00:00:00, 2026-03-07T00:00:00",
        "2026-03-05T10:00:00, 7, 0, 2026-03-05T10:00:00, 2026-03-12T00:00:00",
        "2026-03-05T23:59:59, 1, 1, 2026-03-06T00:00:00, 2026-03-07T00:00:00",
        "2024-02-28T12:00:00, 2, 0, 2024-02-28T12:00:00, 2024-03-01T00:00:00",
        "2023-02-28T12:00:00, 2, 0, 2023-02-28T12:00:00, 2023-03-02T00:00:00",
        "2026-12-31T18:00:00, 1, 1, 2027-01-01T00:00:00, 2027-01-02T00:00:00",
        "2026-12-31T18:00:00, 30, 0, 2026-12-31T18:00:00, 2027-01-30T00:00:00"
    })
    void daysAreCalendarDaysAndTheFirstOneCounts(String got, int days, int startsAfter, String from, String until) {
        assertEquals(
                new Window(at(from), at(until)),
                Validity.days(days, startsAfter).window(at(got)));
    }

    @Test
    void aFixedWindowIsTheSameForAll() {
        Window window = new Window(at("2026-05-01T00:00:00"), at("2026-05-04T00:00:00"));
        Validity fixed = Validity.fixed(window.from(), window.until());
        assertEquals(window, fixed.window(at("2026-04-01T00:00:00")));
        assertEquals(window, fixed.window(at("2026-05-03T23:59:59")));
        assertFalse(window.holds(at("2026-04-30T23:59:59")));
        assertTrue(window.holds(at("2026-05-01T00:00:00")));
        assertTrue(window.holds(at("2026-05-03T23:59:59")));
        assertFalse(window.holds(at("2026-05-04T00:00:00")));
    }

    @Test
    void hoursAreThoseOfShanghai() {
        Hours lunch = new Hours(Set.of(DayOfWeek.MONDAY), LocalTime.of(11, 0), LocalTime.of(14, 0));
        assertTrue(lunch.hold(at("2026-03-02T11:00:00")));
        assertTrue(lunch.hold(at("2026-03-02T13:59:59")));
        assertFalse(lunch.hold(at("2026-03-02T10:59:59")));
        assertFalse(lunch.hold(at("2026-03-02T14:00:00")));
        assertFalse(lunch.hold(at("2026-03-03T12:00:00")));
        Hours monday = new Hours(Set.of(DayOfWeek.MONDAY), null, null);
        assertTrue(monday.hold(at("2026-03-02T00:00:00")), "still Sunday in UTC");
        assertFalse(monday.hold(at("2026-03-03T00:00:00")));
        assertTrue(Hours.ALWAYS.hold(at("2026-03-03T00:00:00")));
    }
}
