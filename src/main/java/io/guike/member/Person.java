package io.guike.member;

import java.util.UUID;

/**
 * A person as other capabilities know them, alive and not part of another. Until the end of the transaction in which
 * they were asked for, nobody merges them.
 *
 * @param origin the person that this contact came to first; differs from {@code id} after a merge. Facts keep both, so
 *     that undoing a merge finds them
 * @param number eight readable letters and digits, shown to staff
 * @param isNew whether this very call made the person known
 */
public record Person(UUID id, UUID origin, String number, boolean isNew) {}
