package io.guike.points;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that somebody is to get.
 *
 * @param origin to whom they come: of a shopper's command {@code Caller.origin()}, so that they go with them when a merge
 *     is undone
 * @param reason why, as a stable word in capitals, e.g. {@code BINDING}
 * @param source the business key under the reason: the same two are posted once
 * @param points more than none
 * @param expiry counted from the day on which they can be used
 * @param actor {@code Caller.tag()} of who gives them
 * @param text one line for the statement, zh-CN; names nobody
 * @param occasion what an {@link ExplanationPart} knows the reason of the amount by. The ledger keeps the id alone and for
 *     ever; null where there is nothing to explain
 */
public record Earning(
        UUID origin,
        String reason,
        String source,
        long points,
        Expiry expiry,
        String actor,
        @Nullable UUID storeId,
        @Nullable UUID staffId,
        String text,
        @Nullable UUID occasion) {

    public Earning {
        Amounts.mustBePositive(points);
    }
}
