package io.guike.member;

import java.util.UUID;

/**
 * A person as other capabilities know them.
 *
 * @param number eight readable letters and digits, shown to staff
 * @param isNew whether this very call made the person known
 */
public record Person(UUID id, String number, boolean isNew) {}
