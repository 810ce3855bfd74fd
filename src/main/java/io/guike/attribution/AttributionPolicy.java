package io.guike.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How touches decide the owner.
 *
 * @param version grows with each switch; 0 for a policy that is only tried out
 * @param days of protection, for {@link Rule#PROTECTED} alone, else 0
 */
record AttributionPolicy(int version, Rule rule, int days) {

    static final int MOST_DAYS = 3_650;

    enum Rule {
        /** 先到先得: the first touch decides for good. */
        FIRST_TOUCH,
        /** 后来居上: the latest touch decides. */
        LAST_TOUCH,
        /** 保护期: the latest touch decides once the owner's last own touch is {@code days} old. */
        PROTECTED
    }

    /** @throws io.guike.platform.Problem {@code attribution.policy-invalid} */
    static AttributionPolicy tried(Rule rule, @Nullable Integer days) {
        boolean needsDays = rule == Rule.PROTECTED;
        if (needsDays && (days == null || days < 1 || days > MOST_DAYS)) {
            throw AttributionProblem.POLICY_INVALID.because("PROTECTED needs 1 to " + MOST_DAYS + " days");
        }
        if (!needsDays && days != null && days != 0) {
            throw AttributionProblem.POLICY_INVALID.because(rule + " takes no days");
        }
        return new AttributionPolicy(0, rule, days == null ? 0 : days);
    }

    /**
     * The owner that follows from the facts, in whatever order they are given. A ruling always decides until a later
     * touch takes over by the rule; whoever has left is replaced by the store.
     *
     * @param departures when members of staff left
     */
    @Nullable
    Owner ownerOf(Collection<? extends Fact> facts, Map<UUID, Instant> departures) {
        Owner owner = null;
        for (Fact fact : facts.stream().sorted(Fact.ORDER).toList()) {
            owner = next(owner, fact);
        }
        return owner != null && owner.staffId() != null && departures.containsKey(owner.staffId())
                ? owner.withoutStaff()
                : owner;
    }

    private Owner next(@Nullable Owner owner, Fact fact) {
        if (owner == null || fact instanceof Fact.Ruling) {
            return Owner.by(fact);
        }
        if (owner.isSameAs(fact)) {
            return owner.renewed(fact.at());
        }
        return yields(owner, fact.at()) ? Owner.by(fact) : owner;
    }

    private boolean yields(Owner owner, Instant at) {
        return switch (rule) {
            case FIRST_TOUCH -> false;
            case LAST_TOUCH -> true;
            case PROTECTED -> !at.isBefore(owner.renewedAt().plus(Duration.ofDays(days)));
        };
    }

    /** For people. */
    String zh() {
        return switch (rule) {
            case FIRST_TOUCH -> "先到先得";
            case LAST_TOUCH -> "后来居上";
            case PROTECTED -> days + " 天保护期";
        };
    }
}
