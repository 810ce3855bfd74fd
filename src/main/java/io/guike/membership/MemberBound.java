package io.guike.membership;

import io.guike.work.OutboxEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody bound a membership in WeChat.
 *
 * @param storeId whose customer they were at that moment; null for nobody's
 * @param offlineCard whether they joined a card of the old offline list, instead of being new
 * @param held whether the welcome benefits are held back
 */
public record MemberBound(
        UUID personId,
        UUID membershipId,
        @Nullable UUID storeId,
        @Nullable UUID staffId,
        Instant at,
        boolean offlineCard,
        boolean held)
        implements OutboxEvent {

    @Override
    public UUID subject() {
        return personId;
    }
}
