package io.guike.platform;

/** A failure that knows how a caller should be told of it, where nobody on the way had a better answer. */
public interface ProblemSource {

    Problem asProblem();
}
