package io.guike.redemption;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** A basket with the lines that each coupon is for, found once however often it is priced. One thread uses it. */
final class Goods {

    private final Basket basket;
    private final Map<UUID, int[]> lines = new HashMap<>();

    Goods(Basket basket) {
        this.basket = basket;
    }

    Basket basket() {
        return basket;
    }

    /** By their places, from the first. Nobody changes them. */
    int[] of(Candidate coupon) {
        return lines.computeIfAbsent(coupon.coupon().id(), id -> find(coupon));
    }

    private int[] find(Candidate coupon) {
        return IntStream.range(0, basket.lines().size())
                .filter(i -> coupon.applies(basket.lines().get(i)))
                .toArray();
    }
}
