package io.guike.staff;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How late, and how long beforehand, what happens to staff may be entered. */
enum Dating {
    /** May be recorded with a beginning long ago. */
    ASSIGNMENT(Duration.ofDays(50 * 366), Duration.ofDays(366)),
    /** Moves and ends. */
    CHANGE(Duration.ofDays(31), Duration.ofDays(366)),
    /** Never dated ahead. */
    DEPARTURE(Duration.ofDays(31), Duration.ZERO);

    private final Duration back;
    private final Duration ahead;

    Dating(Duration back, Duration ahead) {
        this.back = back;
        this.ahead = ahead;
    }

    /**
     * @param at as it was entered; null for now
     * @throws io.guike.platform.Problem {@code staff.date-out-of-range}
     */
    Instant moment(@Nullable Instant at, Instant clock) {
        Instant now = kept(clock);
        Instant moment = at == null ? now : kept(at);
        if (!admits(moment, now)) {
            throw StaffProblem.DATE_OUT_OF_RANGE.because("between " + now.minus(back) + " and " + now.plus(ahead));
        }
        return moment;
    }

    boolean admits(Instant moment, Instant now) {
        return !moment.isBefore(now.minus(back)) && !moment.isAfter(now.plus(ahead));
    }

    /** PostgreSQL keeps microseconds, so nothing finer is compared. */
    static Instant kept(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }
}
