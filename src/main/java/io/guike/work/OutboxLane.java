package io.guike.work;

/** Deliveries of one lane wait for each other's places, and never for those of another lane. */
public enum OutboxLane {
    /** Done in moments. */
    PROMPT,
    /** Sets off work of minutes. */
    LASTING
}
