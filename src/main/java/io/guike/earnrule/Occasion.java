package io.guike.earnrule;

import io.guike.platform.Days;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that rules look at. It is kept with what was earned, so that other rules can be tried on it later.
 *
 * @param at when it happened, which also decides the day and the version of the rules
 * @param level code of the member's level at that moment; null for a visitor, who earns nothing
 * @param birthdayDays how many days after the nearest birthday the day was, negative before it; null where unknown
 * @param lines what was paid for; empty for everything but purchases
 */
public record Occasion(
        EarnKind kind,
        Instant at,
        @Nullable String level,
        @Nullable UUID storeId,
        @Nullable Integer birthdayDays,
        List<PaidLine> lines) {

    public Occasion {
        lines = List.copyOf(lines);
    }

    public LocalDate day() {
        return Days.of(at);
    }

    public Occasion with(List<PaidLine> others) {
        return new Occasion(kind, at, level, storeId, birthdayDays, others);
    }

    /** What was paid for all lines together. */
    long paidFen() {
        return lines.stream().mapToLong(PaidLine::paidFen).sum();
    }
}
