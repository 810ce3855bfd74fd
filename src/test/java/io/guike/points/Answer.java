package io.guike.points;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one request came to.
 *
 * @param step what it was for; of one that was sent again the first
 * @param round in which it was sent
 * @param id of the posting, promise, hold or merge; null where there is none
 * @param points that were answered
 * @param refusal its code; empty where it was done
 */
record Answer(Step step, int round, @Nullable UUID id, long points, String refusal) {

    /** Where something broke that is no rule. */
    static final String FAILED = "failed: ";

    static Answer refused(Step step, int round, String code) {
        return new Answer(step, round, null, 0, code);
    }

    boolean isDone() {
        return refusal.isEmpty();
    }

    boolean isFailed() {
        return refusal.startsWith(FAILED);
    }

    String words() {
        return "round %d: %s".formatted(round, isDone() ? points + " " + id : refusal);
    }
}
