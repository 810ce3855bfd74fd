package io.guike.wechat;

import io.guike.platform.Problem;
import io.guike.platform.ProblemSource;
import io.guike.work.PermanentFailure;
import org.jspecify.annotations.Nullable;

/** A call that WeChat did not carry out. */
public final class WeChatRefused extends RuntimeException implements ProblemSource, PermanentFailure {

    private static final long serialVersionUID = 1L;

    /** There was no answer at all: connection, time-out. */
    public static final int NO_ANSWER = -1000;

    private final int errcode;

    public WeChatRefused(int errcode, String message, @Nullable Throwable cause) {
        super("WeChat " + errcode + ": " + message, cause);
        this.errcode = errcode;
    }

    /** As in WeChat's table; {@link #NO_ANSWER} where there was none. */
    public int errcode() {
        return errcode;
    }

    /**
     * Whether the same request may succeed later: trouble of the moment, of a quota, or of the account (secret, allow
     * list), which somebody mends.
     */
    public boolean isPassing() {
        return switch (errcode) {
            case NO_ANSWER, -1, 40001, 40014, 42001, 45009, 45011 -> true;
            case 40125, 40164, 40243, 61004, 89503, 89506, 89507 -> true;
            default -> false;
        };
    }

    @Override
    public boolean isPermanent() {
        return !isPassing();
    }

    @Override
    public Problem asProblem() {
        return switch (errcode) {
            case 40029, 40163 -> WeChatProblem.CODE_INVALID.problem();
            case 40226 -> WeChatProblem.USER_BLOCKED.problem();
            default ->
                isPassing() ? WeChatProblem.UNAVAILABLE.problem() : WeChatProblem.REFUSED.because("errcode " + errcode);
        };
    }
}
