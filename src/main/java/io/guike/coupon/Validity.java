package io.guike.coupon;

import io.guike.platform.Days;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * When coupons of a template are good: in one window for all, or for some days after each was got.
 *
 * @param from and {@code until}: of a fixed window, inclusive and exclusive
 * @param days of {@code DAYS}: how many calendar days in Asia/Shanghai it is good, the first one counted
 * @param startsAfterDays of {@code DAYS}: 0 for at once, n from the start of the n-th day after
 */
public record Validity(
        Kind kind, @Nullable Instant from, @Nullable Instant until, int days, int startsAfterDays) {

    /** How the window is found. */
    public enum Kind {
        FIXED,
        DAYS
    }

    public static Validity fixed(Instant from, Instant until) {
        return new Validity(Kind.FIXED, from, until, 0, 0);
    }

    public static Validity days(int days, int startsAfterDays) {
        return new Validity(Kind.DAYS, null, null, days, startsAfterDays);
    }

    /** The window of a coupon that is got at this moment; a fixed one may be over already. */
    public Window window(Instant gotAt) {
        if (kind == Kind.FIXED && from != null && until != null) {
            return new Window(from, until);
        }
        LocalDate first = Days.of(gotAt).plusDays(startsAfterDays);
        Instant start = startsAfterDays == 0 ? gotAt : Days.start(first);
        return new Window(start, Days.start(first.plusDays(days)));
    }
}
