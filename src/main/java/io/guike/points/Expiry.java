package io.guike.points;

import io.guike.platform.Days;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long points live. They are usable up to and including their last day in Asia/Shanghai.
 *
 * @param count days, months or years; 0 for points that live for ever
 */
public record Expiry(Kind kind, int count) {

    /** How the last day is found, from the day on which points can be used first. */
    public enum Kind {
        NEVER(0),
        /** The day so many days later; after 0 days the same day. */
        DAYS(36_500),
        /** The last day of the month so many months later; after 0 months of the same month. */
        END_OF_MONTH(1_200),
        /** The last day of the year so many years later: 1 is the end of next year, 2 of the year after next. */
        END_OF_YEAR(100);

        private final int most;

        Kind(int most) {
            this.most = most;
        }
    }

    public static final Expiry NEVER = new Expiry(Kind.NEVER, 0);

    public Expiry {
        if (count < 0 || count > kind.most) {
            throw new IllegalArgumentException(kind + " takes 0 to " + kind.most);
        }
    }

    public static Expiry days(int count) {
        return new Expiry(Kind.DAYS, count);
    }

    public static Expiry endOfMonth(int monthsLater) {
        return new Expiry(Kind.END_OF_MONTH, monthsLater);
    }

    public static Expiry endOfYear(int yearsLater) {
        return new Expiry(Kind.END_OF_YEAR, yearsLater);
    }

    /**
     * @param text as {@link #text()} makes it: {@code NEVER}, {@code DAYS:90}, {@code END_OF_YEAR:1}
     * @throws IllegalArgumentException for any other
     */
    public static Expiry parse(String text) {
        String[] parts = text.strip().toUpperCase(Locale.ROOT).split(":", -1);
        if (parts.length > 2) {
            throw new IllegalArgumentException("not an expiry: " + text);
        }
        return new Expiry(Kind.valueOf(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
    }

    public String text() {
        return kind == Kind.NEVER ? kind.name() : kind + ":" + count;
    }

    /** Of points that can be used from this day on; null for ever. */
    public @Nullable LocalDate lastDay(LocalDate from) {
        return switch (kind) {
            case NEVER -> null;
            case DAYS -> from.plusDays(count);
            case END_OF_MONTH -> YearMonth.from(from).plusMonths(count).atEndOfMonth();
            case END_OF_YEAR -> LocalDate.of(from.getYear() + count, 12, 31);
        };
    }

    /** The first instant at which points that can be used from {@code from} on no longer can; null for ever. */
    public @Nullable Instant end(Instant from) {
        LocalDate last = lastDay(Days.of(from));
        return last == null ? null : Days.start(last.plusDays(1));
    }
}
