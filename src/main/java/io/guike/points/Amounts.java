package io.guike.points;

import io.guike.platform.PlatformProblem;

/** What may be asked for in one posting. */
final class Amounts {

    /** So that no sum of all that ever happens to one person overflows. */
    static final long MOST = 1_000_000_000_000L;

    private Amounts() {}

    static void mustBePositive(long points) {
        if (points < 1 || points > MOST) {
            throw PlatformProblem.REQUEST_INVALID.because("points lie between 1 and " + MOST);
        }
    }
}
