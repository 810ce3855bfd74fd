package io.guike.claim;

import io.guike.coupon.CouponProblem;
import io.guike.platform.PlatformProblem;
import io.guike.platform.ProblemCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a wish for a coupon comes to. */
public enum Outcome {
    GRANTED(null),
    /** The same getting was granted before. */
    HAD(null),
    SOLD_OUT(ClaimProblem.SOLD_OUT),
    LIMIT_REACHED(ClaimProblem.LIMIT_REACHED),
    NOT_YET(ClaimProblem.NOT_OPEN),
    OVER(ClaimProblem.NOT_OPEN),
    PAUSED(ClaimProblem.PAUSED),
    NOT_FOR_YOU(ClaimProblem.NOT_FOR_YOU),
    /** The key of a claim was used for another template. */
    KEY_REUSED(PlatformProblem.KEY_REUSED),
    TEMPLATE_UNKNOWN(CouponProblem.TEMPLATE_UNKNOWN),
    /** Whoever it is for does not exist or was erased. */
    GONE(ClaimProblem.PERSON_GONE),
    /** The person is being changed at this moment. */
    LATER(ClaimProblem.TRY_AGAIN);

    private final @Nullable ProblemCode problem;

    Outcome(@Nullable ProblemCode problem) {
        this.problem = problem;
    }

    public boolean isRefusal() {
        return problem != null;
    }

    /** @throws NullPointerException where nothing was refused */
    public ProblemCode problem() {
        return Objects.requireNonNull(problem, name());
    }

    /**
     * Whether everybody is told the same, so that it may be remembered for a moment. Not what ends by itself at an
     * instant: whoever comes at the opening must not be told of the moment before.
     */
    boolean isEverybodys() {
        return this == SOLD_OUT || this == OVER || this == PAUSED;
    }
}
