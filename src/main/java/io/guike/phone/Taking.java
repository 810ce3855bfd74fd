package io.guike.phone;

import java.util.UUID;

/** What came of taking a number for somebody who proved it. */
public sealed interface Taking {

    /** @param person whose it is now: another one than asked for where an offline card was joined */
    record Theirs(UUID person) implements Taking {}

    /**
     * Somebody else has it.
     *
     * @param claim number of the claim that head office or a store decides; the caller must let it commit
     */
    record Claimed(String claim) implements Taking {}
}
