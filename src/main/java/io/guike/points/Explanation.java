package io.guike.points;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a posting brought what it did, for people.
 *
 * @param occasionId of {@link Earning#occasion}; null for what was posted with a text of its own
 * @param ruleVersion of the rules that counted; null where nobody knows the occasion
 * @param rules that gave, and {@code multipliers} that raised it
 * @param lines zh-CN; none where they told something of somebody who had it forgotten
 */
public record Explanation(
        @Nullable UUID occasionId,
        @Nullable Integer ruleVersion,
        List<Named> rules,
        List<Named> multipliers,
        List<String> lines) {

    /** @param name zh-CN; null for one that its version does not have */
    public record Named(String id, @Nullable String name) {}

    static Explanation unknown(UUID occasion) {
        return new Explanation(occasion, null, List.of(), List.of(), List.of());
    }

    static Explanation told(String text) {
        return new Explanation(null, null, List.of(), List.of(), List.of(text));
    }
}
