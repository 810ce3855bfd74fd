package io.guike.member;

import java.time.Instant;
import java.util.UUID;

/**
 * A person as staff see them.
 *
 * @param following whether they follow the service account now
 */
public record PersonView(UUID id, String number, Instant knownSince, boolean following) {}
