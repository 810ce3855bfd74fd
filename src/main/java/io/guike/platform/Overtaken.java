package io.guike.platform;

/**
 * Somebody else changed what a transaction had found, before its lock was there. What it holds by now may be out of the
 * order in which everybody locks, so it neither waits nor goes on: it lets go of everything and begins anew.
 */
public final class Overtaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A matter of course, so without a stack trace. */
    public Overtaken() {
        super("changed by another transaction meanwhile", null, false, false);
    }
}
