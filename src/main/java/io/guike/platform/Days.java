package io.guike.platform;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The business day: midnight to midnight in Asia/Shanghai. */
public final class Days {

    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final Instant FIRST = start(LocalDate.of(1, 1, 1));
    private static final Instant AFTER_ALL = start(LocalDate.of(10_000, 1, 1));

    private Days() {}

    /** Of the years 1 to 9999: what a caller writes beyond them neither the database nor a calendar can say. */
    public static boolean isInCalendar(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(AFTER_ALL);
    }

    public static LocalDate today(Clock clock) {
        return of(clock.instant());
    }

    public static LocalDate of(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE);
    }

    public static Instant start(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }
}
