package io.guike.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Days;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** Nobody is woken. */
class MorningTest {

    private static String told(String noted) {
        return LocalDateTime.ofInstant(
                        Morning.of(LocalDateTime.parse(noted).atZone(Days.ZONE).toInstant()), Days.ZONE)
                .toString();
    }

    @Test
    void whatMidnightNotesIsSaidAtTen() {
        assertEquals("2026-12-25T10:00", told("2026-12-25T00:00:03"));
        assertEquals("2026-12-25T10:00", told("2026-12-25T09:59:59"));
    }

    @Test
    void whatIsNotedDuringTheDayIsSaidAtOnce() {
        assertEquals("2026-12-25T10:00", told("2026-12-25T15:00:00"));
    }

    @Test
    void whatIsNotedInTheEveningWaitsForTheNextMorning() {
        assertEquals("2026-12-26T10:00", told("2026-12-25T20:00:00"));
        assertEquals("2027-01-01T10:00", told("2026-12-31T23:59:59"));
    }
}
