package io.guike.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Days;
import io.guike.store.OpeningHours.ExceptionalDay;
import io.guike.store.OpeningHours.Interval;
import io.guike.store.OpeningHours.Opening;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHoursTest {

    /** A Monday. */
    private static final LocalDate MONDAY = LocalDate.of(2026, 3, 2);

    @Test
    void isOpenFromTheFirstToBeforeTheLastMinute() {
        OpeningHours hours = OpeningHours.daily(between("10:00", "22:00"));
        assertFalse(isOpen(hours, MONDAY, "09:59"));
        assertTrue(isOpen(hours, MONDAY, "10:00"));
        assertTrue(isOpen(hours, MONDAY, "21:59"));
        assertFalse(isOpen(hours, MONDAY, "22:00"));
    }

    @Test
    void closesBetweenTwoIntervals() {
        OpeningHours hours = OpeningHours.daily(between("10:00", "12:00"), between("13:30", "20:00"));
        assertTrue(isOpen(hours, MONDAY, "11:59"));
        assertFalse(isOpen(hours, MONDAY, "12:30"));
        assertTrue(isOpen(hours, MONDAY, "13:30"));
    }

    @Test
    void dayWithoutIntervalsIsClosed() {
        OpeningHours hours = weekly(new Opening(DayOfWeek.TUESDAY, time("10:00"), time("20:00")));
        assertFalse(isOpen(hours, MONDAY, "15:00"));
        assertTrue(isOpen(hours, MONDAY.plusDays(1), "15:00"));
    }

    @Test
    void nightRunsIntoTheNextDay() {
        OpeningHours hours = weekly(new Opening(DayOfWeek.MONDAY, time("18:00"), time("02:00")));
        assertTrue(isOpen(hours, MONDAY, "23:59"));
        assertTrue(isOpen(hours, MONDAY.plusDays(1), "01:59"));
        assertFalse(isOpen(hours, MONDAY.plusDays(1), "02:00"));
        assertFalse(isOpen(hours, MONDAY, "01:00"));
    }

    @Test
    void sundayNightRunsIntoMonday() {
        OpeningHours hours = weekly(new Opening(DayOfWeek.SUNDAY, time("20:00"), time("03:00")));
        assertTrue(isOpen(hours, MONDAY, "02:59"));
    }

    @Test
    void midnightToMidnightIsTheWholeDay() {
        OpeningHours hours = weekly(new Opening(DayOfWeek.MONDAY, time("00:00"), time("00:00")));
        assertTrue(isOpen(hours, MONDAY, "00:00"));
        assertTrue(isOpen(hours, MONDAY, "23:59"));
        assertFalse(isOpen(hours, MONDAY.plusDays(1), "00:00"));
    }

    @Test
    void exceptionReplacesTheDay() {
        OpeningHours hours = except(
                OpeningHours.daily(between("10:00", "22:00")),
                new ExceptionalDay(MONDAY, List.of(between("12:00", "16:00")), "盘点"));
        assertFalse(isOpen(hours, MONDAY, "11:00"));
        assertTrue(isOpen(hours, MONDAY, "12:00"));
        assertTrue(isOpen(hours, MONDAY.plusDays(1), "11:00"));
    }

    @Test
    void closedExceptionLeavesTheNightBeforeItsEnd() {
        OpeningHours hours =
                except(OpeningHours.daily(between("18:00", "02:00")), new ExceptionalDay(MONDAY, List.of(), "春节"));
        assertTrue(isOpen(hours, MONDAY, "01:00"));
        assertFalse(isOpen(hours, MONDAY, "19:00"));
        assertFalse(isOpen(hours, MONDAY.plusDays(1), "01:00"));
    }

    @Test
    void dayIsTheDayInShanghai() {
        OpeningHours hours = weekly(new Opening(DayOfWeek.MONDAY, time("07:00"), time("09:00")));
        assertTrue(hours.isOpenAt(java.time.Instant.parse("2026-03-01T23:30:00Z")));
        assertFalse(hours.isOpenAt(java.time.Instant.parse("2026-03-02T07:30:00Z")));
    }

    @Test
    void intervalsComeInOrder() {
        OpeningHours hours = OpeningHours.daily(between("15:00", "20:00"), between("09:00", "12:00"));
        assertEquals(List.of(between("09:00", "12:00"), between("15:00", "20:00")), hours.intervalsOn(MONDAY));
    }

    @Test
    void overlapsAreFlaws() {
        assertEquals(
                7,
                OpeningHours.daily(between("09:00", "12:00"), between("11:59", "14:00"))
                        .flaws()
                        .size());
        assertEquals(
                7,
                OpeningHours.daily(between("18:00", "02:00"), between("20:00", "22:00"))
                        .flaws()
                        .size());
        assertTrue(OpeningHours.daily(between("09:00", "12:00"), between("12:00", "14:00"))
                .flaws()
                .isEmpty());
    }

    @Test
    void twoExceptionsForOneDateAreAFlaw() {
        ExceptionalDay closed = new ExceptionalDay(MONDAY, List.of(), null);
        assertEquals(
                1, new OpeningHours(List.of(), List.of(closed, closed)).flaws().size());
    }

    @Test
    void cellOfAFileIsRead() {
        OpeningHours hours = OpeningHours.parse("1-5 9:30-21:30；6-7 10:00-12:00，13:00-24:00");
        assertEquals(List.of(between("09:30", "21:30")), hours.intervalsOn(MONDAY));
        assertEquals(
                List.of(between("10:00", "12:00"), between("13:00", "00:00")), hours.intervalsOn(MONDAY.plusDays(6)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "always",
                "1-8 10:00-20:00",
                "5-1 10:00-20:00",
                "1 10:00",
                "1 25:00-26:00",
                "1 10:0-20:00",
                "1 10:00-12:00,11:00-13:00",
                ";",
                "1-5"
            })
    void otherCellsAreRefused(String cell) {
        assertThrows(IllegalArgumentException.class, () -> OpeningHours.parse(cell));
    }

    private static OpeningHours weekly(Opening... openings) {
        return new OpeningHours(List.of(openings), List.of());
    }

    private static OpeningHours except(OpeningHours hours, ExceptionalDay... days) {
        return new OpeningHours(hours.weekly(), List.of(days));
    }

    private static Interval between(String from, String to) {
        return new Interval(time(from), time(to));
    }

    private static LocalTime time(String text) {
        return LocalTime.parse(text);
    }

    private static boolean isOpen(OpeningHours hours, LocalDate day, String at) {
        return hours.isOpenAt(LocalDateTime.of(day, time(at)).atZone(Days.ZONE).toInstant());
    }
}
