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

    /** @throws io.guike.platform.Problem {@code points.insufficient} */
    static void mustBeThere(long points, Wallet wallet) {
        if (points > wallet.available()) {
            throw PointsProblem.INSUFFICIENT.because("available: " + wallet.available());
        }
    }

    /** The accounts said that there is enough, so the lots must have it. */
    static void mustBeAll(long missing) {
        if (missing != 0) {
            throw new IllegalStateException("the lots lack " + missing + " points of what their accounts say");
        }
    }
}
