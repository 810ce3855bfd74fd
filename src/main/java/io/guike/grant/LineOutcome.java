package io.guike.grant;

import io.guike.claim.Outcome;
import java.util.List;
import java.util.stream.Stream;

/** What a line of a list came to. */
enum LineOutcome {
    GRANTED,
    /** The same member stands in the list before. */
    REPEATED,
    /** No member has this number. */
    UNKNOWN,
    /** The line tells no number, or cannot be read. */
    MALFORMED,
    LIMIT_REACHED,
    SOLD_OUT,
    PAUSED,
    NOT_OPEN;

    static LineOutcome of(Outcome outcome) {
        return switch (outcome) {
            case GRANTED -> GRANTED;
            case HAD -> REPEATED;
            case LIMIT_REACHED -> LIMIT_REACHED;
            case SOLD_OUT -> SOLD_OUT;
            case PAUSED -> PAUSED;
            case NOT_YET, OVER, NOT_FOR_YOU, KEY_REUSED, TEMPLATE_UNKNOWN -> NOT_OPEN;
            case GONE, LATER -> UNKNOWN;
        };
    }

    /** Those that may come to something else another time. */
    static List<String> worthAnotherTry() {
        return Stream.of(UNKNOWN, SOLD_OUT, PAUSED, NOT_OPEN).map(Enum::name).toList();
    }
}
