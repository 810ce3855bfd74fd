package io.guike.session;

import java.util.UUID;

/** What came of a refresh token. */
public sealed interface Renewal {

    record Renewed(Tokens tokens) implements Renewal {}

    /** A spent token came back, and ended its session just now. The caller must let that commit. */
    record Betrayed(UUID subject, UUID session) implements Renewal {}

    /** Unknown, of another audience, or of a session that is over. */
    record Refused() implements Renewal {}
}
