package io.guike.work;

/** Deliveries of one lane never wait for the places of another lane. */
public enum OutboxLane {
    /** Done in moments; all listeners share the places. */
    PROMPT,
    /** Sets off work of minutes; each listener has a place of its own, for one event after the other. */
    LASTING
}
