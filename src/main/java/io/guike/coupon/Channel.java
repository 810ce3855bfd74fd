package io.guike.coupon;

/** Where a coupon is used. */
public enum Channel {
    /** Verified by hand at the counter of a store. */
    STORE,
    /** By a till system. */
    POS,
    /** For an order in the mini-program. */
    MINI_PROGRAM
}
