package io.guike.embedded;

/** The service cannot start as configured; the message is meant for the operator and says what to set. */
final class EmbeddedConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedConfigException(String message) {
        super(message);
    }

    EmbeddedConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
