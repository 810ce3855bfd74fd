package io.guike.claim;

import io.guike.coupon.Issue;
import io.guike.platform.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one wish.
 *
 * @param coupon that was granted or had; of {@code LIMIT_REACHED} the latest they have
 * @param issue of {@code GRANTED}
 */
public record Verdict(
        Outcome outcome, @Nullable UUID coupon, @Nullable Issue issue) {

    static Verdict granted(Issue issue) {
        return new Verdict(Outcome.GRANTED, issue.id(), issue);
    }

    static Verdict of(Outcome outcome, @Nullable UUID coupon) {
        return new Verdict(outcome, coupon, null);
    }

    static Verdict of(Outcome outcome) {
        return of(outcome, null);
    }

    /** Of a refusal; the detail of {@code claim.limit-reached} is the coupon they have. */
    public Problem problem() {
        return switch (outcome) {
            case NOT_YET -> outcome.problem().because("尚未开始");
            case OVER -> outcome.problem().because("已结束");
            default ->
                coupon == null ? outcome.problem().problem() : outcome.problem().because(coupon.toString());
        };
    }
}
