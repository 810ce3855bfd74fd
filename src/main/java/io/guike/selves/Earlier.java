package io.guike.selves;

import java.util.Map;
import java.util.UUID;

/**
 * What earlier selves of people had, by person and subject. An account and a number of one self were marked together, so
 * of several marks the largest counts.
 */
public record Earlier(Map<UUID, Map<String, Long>> numbers) {

    public static final Earlier NOTHING = new Earlier(Map.of());

    /** How many, or how much; 0 where there was nothing. */
    public long of(UUID person, String subject) {
        return of(person).getOrDefault(subject, 0L);
    }

    /** Whether there was anything, also such as came to nothing. */
    public boolean has(UUID person, String subject) {
        return of(person).containsKey(subject);
    }

    private Map<String, Long> of(UUID person) {
        return numbers.getOrDefault(person, Map.of());
    }
}
