package io.guike.coupon;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A coupon that is to be made; whoever asks for it has decided that it may be.
 *
 * @param origin through whom it was got
 * @param person the living person
 * @param nth the how-manieth of this template for that person, from 1: a key
 * @param wayKey the business key of the getting, unique for person and way
 * @param storeId and {@code staffId}: where and through whom, if anywhere
 * @param actor as {@link io.guike.access.Caller#tag()} names them
 */
public record Issue(
        UUID id,
        OfferedTemplate template,
        UUID origin,
        UUID person,
        int nth,
        Way way,
        String wayKey,
        @Nullable UUID storeId,
        @Nullable UUID staffId,
        Instant at,
        Instant validFrom,
        Instant validUntil,
        String actor) {}
