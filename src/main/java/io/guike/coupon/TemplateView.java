package io.guike.coupon;

import io.guike.coupon.OfferedTemplate.State;
import java.time.Instant;
import java.util.UUID;

/**
 * A template as head office sees it.
 *
 * @param version to be sent back with a change
 * @param taken how many were got
 * @param usedFen what was taken off so far, or is set aside
 */
public record TemplateView(
        UUID id,
        String name,
        State state,
        int version,
        Terms terms,
        Offer offer,
        String summary,
        long taken,
        long usedFen,
        Instant createdAt) {}
