package io.guike.coupon;

/** How a coupon is got. */
public enum Way {
    CLAIM,
    HQ_ISSUE,
    EXCHANGE,
    WELCOME,
    BIRTHDAY,
    GIFT,
    PROMOTER,
    REWARD
}
