package io.guike.membership;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A capability that gives something to whoever becomes a member, in the transaction that makes them one. Called once for
 * a membership; where WeChat warns of the person, only when head office releases it.
 */
public interface WelcomePart {

    /** Small numbers come first: what locks rows that everybody wants comes last, so that they are locked for short. */
    default int order() {
        return 0;
    }

    Uni<Void> welcome(Welcome welcome);

    /**
     * Somebody who became a member.
     *
     * @param membershipId a good business key: each membership is welcomed once
     * @param storeId whose customer they were at that moment; null for nobody's
     */
    record Welcome(
            UUID person,
            UUID membershipId,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            Instant boundAt) {}
}
