package io.guike.coupon;

/**
 * What became of a coupon. ISSUED → RESERVED → REDEEMED and back, by release, return and undo; EXPIRED, REVOKED and GIVEN
 * are ends, but a refund may bring a lapsed one back. One that is ISSUED and past its window counts as EXPIRED
 * everywhere, also before it is written down.
 */
public enum CouponState {
    ISSUED,
    RESERVED,
    REDEEMED,
    EXPIRED,
    REVOKED,
    GIVEN
}
