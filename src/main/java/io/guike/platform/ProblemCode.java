package io.guike.platform;

/**
 * A stable error code of the API. Each capability lists its own in an enum; the contract enumerates all of them and a
 * test compares both lists.
 */
public interface ProblemCode {

    /**
     * What a code says.
     *
     * @param code dotted and stable, capability first: {@code store.unknown}
     * @param status the HTTP status: 4xx where the caller can mend it, 502 where another platform refuses, 503 where
     *     waiting helps
     * @param zh what people read
     * @param en the same in English
     */
    record Meaning(String code, int status, String zh, String en) {}

    Meaning meaning();

    default String code() {
        return meaning().code();
    }

    default int status() {
        return meaning().status();
    }

    default String zh() {
        return meaning().zh();
    }

    default String en() {
        return meaning().en();
    }

    default Problem problem() {
        return new Problem(this, null);
    }

    /** @param detail what exactly was wrong in this request; shown to the caller, so never a secret */
    default Problem because(String detail) {
        return new Problem(this, detail);
    }
}
