package io.guike.attribution;

import org.jspecify.annotations.Nullable;

/** Why owners are decided anew; stands in the history beside each change of hands. */
record Cause(Kind kind, String actor, @Nullable String reason) {

    static final Cause TOUCH = new Cause(Kind.TOUCH, "system", null);
    static final Cause POLICY = new Cause(Kind.POLICY, "system", null);
    static final Cause DEPARTURE = new Cause(Kind.DEPARTURE, "system", null);
    static final Cause MERGE = new Cause(Kind.MERGE, "system", null);
    static final Cause PART = new Cause(Kind.PART, "system", null);

    enum Kind {
        TOUCH,
        POLICY,
        DEPARTURE,
        MOVE,
        HANDOVER,
        /** The old offline list told it. */
        IMPORT,
        /** Two people turned out to be one. */
        MERGE,
        /** A merge was undone. */
        PART
    }
}
