package io.guike.claim;

import io.guike.coupon.OfferedTemplate;
import io.guike.coupon.Way;
import io.guike.coupon.Window;
import io.guike.platform.Ids;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One coupon that somebody is to get.
 *
 * @param id of the coupon that it may become
 * @param origin who it is for; the person they are now is found under a lock
 * @param wayKey the business key of this very getting: the same key again is the same coupon
 * @param storeId and {@code staffId}: where and through whom, if anywhere
 * @param actor as {@link io.guike.access.Caller#tag()} names them
 * @param handed the coupon whose place it takes; null for one out of the stock
 */
public record Wish(
        UUID id,
        UUID template,
        UUID origin,
        Way way,
        String wayKey,
        @Nullable UUID storeId,
        @Nullable UUID staffId,
        String actor,
        @Nullable Handed handed) {

    /** What a friend hands on: the very words and days of the coupon that was theirs. */
    public record Handed(OfferedTemplate template, Window window) {}

    /** Out of the stock, nowhere in particular. */
    public static Wish of(UUID template, UUID origin, Way way, String wayKey, String actor) {
        return new Wish(Ids.next(), template, origin, way, wayKey, null, null, actor, null);
    }

    /** The same, given in a store by somebody of its staff. */
    public Wish through(@Nullable UUID store, @Nullable UUID staff) {
        return new Wish(id, template, origin, way, wayKey, store, staff, actor, handed);
    }

    Wish handing(Handed coupon) {
        return new Wish(id, template, origin, way, wayKey, storeId, staffId, actor, coupon);
    }
}
