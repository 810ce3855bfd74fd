package io.guike.wechat;

/** A callback that does not come from WeChat, or not for us, or not now. */
final class CallbackRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    /** Also the label of the counter {@code guike.wechat.callbacks}. */
    enum Verdict {
        UNKNOWN_ACCOUNT(404),
        UNSIGNED(403),
        UNSEALED(403),
        FORGED(403),
        STALE(403),
        UNDECIPHERABLE(403),
        WRONG_ACCOUNT(403),
        TOO_LARGE(413),
        MALFORMED(400);

        final int status;

        Verdict(int status) {
            this.status = status;
        }
    }

    CallbackRefused(Verdict verdict) {
        super(verdict.name(), null, false, false);
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }
}
