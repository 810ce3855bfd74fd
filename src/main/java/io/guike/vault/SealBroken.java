package io.guike.vault;

/** Sealed bytes that were altered, or that belong to another owner or field. Never the fault of whoever asks. */
public final class SealBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SealBroken(String message) {
        super(message);
    }
}
