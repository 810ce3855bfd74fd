package io.guike.benchmark;

/** What is measured about one thing, and printed together. The sections run in the order in which people read them. */
interface Section {

    /** With few people in the tables. */
    default void few() throws Exception {}

    /** With as many as this run is for. */
    default void many() throws Exception {}
}
