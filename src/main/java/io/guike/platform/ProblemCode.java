package io.guike.platform;

/**
 * A stable error code of the API. Each capability lists its own in an enum; the contract enumerates all of them and a
 * test compares both lists.
 */
public interface ProblemCode {

    /** Dotted and stable, capability first: {@code store.unknown}. */
    String code();

    /** The HTTP status: 4xx where the caller can mend it, 502 where another platform refuses, 503 where waiting helps. */
    int status();

    /** What people read (zh-CN). */
    String zh();

    /** The same in English. */
    String en();

    default Problem problem() {
        return new Problem(this, null);
    }

    /** @param detail what exactly was wrong in this request; shown to the caller, so never a secret */
    default Problem because(String detail) {
        return new Problem(this, detail);
    }
}
