package io.guike.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** The platform's own time: the machine's time plus an offset that the admin API moves. */
final class SimulatedClock {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final Clock base;
    private Duration offset = Duration.ZERO;

    SimulatedClock(Clock base) {
        this.base = base;
    }

    Instant now() {
        return base.instant().plus(offset);
    }

    /** Unix seconds, the unit of every time on the wire. */
    long seconds() {
        return now().getEpochSecond();
    }

    /** The day on which daily limits are counted. */
    LocalDate today() {
        return LocalDate.ofInstant(now(), SHANGHAI);
    }

    YearMonth month() {
        return YearMonth.from(today());
    }

    Duration offset() {
        return offset;
    }

    void shift(Duration newOffset) {
        offset = newOffset;
    }

    void advance(Duration by) {
        offset = offset.plus(by);
    }

    void set(Instant instant) {
        offset = Duration.between(base.instant(), instant);
    }
}
