package io.guike.coupontemplate;

import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Terms;
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
