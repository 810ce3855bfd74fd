package io.guike.points;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that moved points.
 *
 * @param personId the living person of that moment
 * @param points what it brought, or took where negative, to all accounts together
 */
public record PostingView(UUID id, String reason, String source, UUID personId, long points, Instant at, String text) {}
