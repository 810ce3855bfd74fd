package io.guike.points;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that somebody pays with.
 *
 * @param origin of whom: {@code Caller.origin()} for a shopper's command; all accounts of the living person count
 * @param reason what for, as a stable word in capitals, e.g. {@code REWARD}
 * @param source the business key under the reason: the same two are posted once
 * @param points more than none
 * @param actor {@code Caller.tag()} of who takes them
 * @param text one line for the statement, zh-CN; names nobody
 */
public record Spending(
        UUID origin,
        String reason,
        String source,
        long points,
        String actor,
        @Nullable UUID storeId,
        String text) {

    public Spending {
        Amounts.mustBePositive(points);
    }
}
