package io.guike.coupon;

import java.util.UUID;

/**
 * A template in one of its versions.
 *
 * @param name what people read; the same in all versions
 * @param state at the moment it was asked for
 */
public record OfferedTemplate(UUID template, State state, int version, String name, Terms terms, Offer offer) {

    /** DRAFT → OPEN ⇄ PAUSED → ENDED; only an open one is given out. Coupons already held stay good. */
    public enum State {
        DRAFT,
        OPEN,
        PAUSED,
        ENDED
    }
}
