package io.guike.membership;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A capability that keeps a balance which the member's card shows: points, coupons. */
public interface CardPart {

    /** {@code points} or {@code coupons}: what the card shows as 0 while nobody implements it. */
    String name();

    Uni<Long> balance(UUID person);
}
