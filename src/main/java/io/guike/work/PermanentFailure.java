package io.guike.work;

/** A failure that can tell whether another attempt is of any use; queues give a permanent one up at once. */
public interface PermanentFailure {

    boolean isPermanent();
}
