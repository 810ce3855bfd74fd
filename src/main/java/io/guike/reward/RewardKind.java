package io.guike.reward;

/** What points are exchanged for. */
enum RewardKind {
    /** 实物: collected in a store. */
    GOODS,
    /** 券: in the wallet at once. */
    COUPON
}
