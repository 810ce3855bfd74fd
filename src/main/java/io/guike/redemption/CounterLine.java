package io.guike.redemption;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was verified by hand, as a store's list shows it. */
public record CounterLine(
        UUID id,
        Instant at,
        Redemption.State state,
        long discountFen,
        @Nullable UUID staffId,
        String coupons) {}
