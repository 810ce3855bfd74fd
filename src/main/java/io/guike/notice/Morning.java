package io.guike.notice;

import io.guike.platform.Days;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/** When people are told. Nobody is woken. */
public final class Morning {

    private static final LocalTime BEGINS = LocalTime.of(10, 0);

    /** After a standstill over the day, what was to be told in its morning waits for the next one. */
    private static final LocalTime TOO_LATE = LocalTime.of(20, 0);

    /** How long it takes until all were told, so that they do not all open the program at once. */
    public static final Duration SPREAD = Duration.ofHours(1);

    private Morning() {}

    /** Ten o'clock of this day in Asia/Shanghai, also where it has passed; in the evening that of the next day. */
    public static Instant of(Instant now) {
        ZonedDateTime here = now.atZone(Days.ZONE);
        ZonedDateTime day = here.toLocalTime().isBefore(TOO_LATE) ? here : here.plusDays(1);
        return day.with(BEGINS).toInstant();
    }
}
