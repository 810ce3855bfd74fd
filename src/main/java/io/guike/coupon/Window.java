package io.guike.coupon;

import java.time.Instant;

/** From an instant (inclusive) until another (exclusive). */
public record Window(Instant from, Instant until) {

    public boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(until);
    }
}
