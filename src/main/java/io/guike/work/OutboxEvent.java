package io.guike.work;

import java.util.UUID;

/** Something that happened, as a past-tense record that Jackson can write and read. */
public interface OutboxEvent {

    /** Whom or what it happened to: goes to the logs beside the type. */
    UUID subject();

    /** By how long its listeners work. */
    default OutboxLane lane() {
        return OutboxLane.PROMPT;
    }
}
