package io.guike.simulator;

/** A refusal of the admin API. */
final class AdminError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    AdminError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static AdminError notFound(String what) {
        return new AdminError(404, what + " not found");
    }

    static AdminError invalid(String message) {
        return new AdminError(400, message);
    }

    int status() {
        return status;
    }
}
