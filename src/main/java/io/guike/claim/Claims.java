package io.guike.claim;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.coupon.CouponState;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Issue;
import io.guike.coupon.Way;
import io.guike.platform.PlatformProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Shoppers claim coupons (领券), as many at once as come. */
@ApplicationScoped
public class Claims {

    private static final int SHORTEST_KEY = 8;
    private static final int LONGEST_KEY = 100;

    @Inject
    Lanes lanes;

    @Inject
    Refusals refusals;

    @Inject
    Grants grants;

    @Inject
    Coupons coupons;

    @Inject
    RateLimits limits;

    @Inject
    Clock clock;

    @ConfigProperty(name = "guike.claim.per-minute", defaultValue = "60")
    int perMinute;

    /** A coupon as whoever got it sees it. */
    public record GotView(
            UUID id,
            UUID templateId,
            String name,
            CouponState state,
            Instant gotAt,
            Instant validFrom,
            Instant validUntil) {

        public static GotView of(Issue issue) {
            return new GotView(
                    issue.id(),
                    issue.template().template(),
                    issue.template().name(),
                    CouponState.ISSUED,
                    issue.at(),
                    issue.validFrom(),
                    issue.validUntil());
        }

        static GotView of(HeldCoupon coupon, Instant now) {
            return new GotView(
                    coupon.id(),
                    coupon.template(),
                    coupon.name(),
                    coupon.at(now),
                    coupon.gotAt(),
                    coupon.window().from(),
                    coupon.window().until());
        }
    }

    /**
     * Claims one coupon; the answer comes after the commit.
     *
     * @param key of the request: with the same template it gets the same coupon, for as long as there is one
     * @throws io.guike.platform.Problem {@code claim.*}, {@code coupon.template-unknown}, {@code request.too-many},
     *     {@code idempotency.key-missing}, {@code idempotency.key-reused}
     */
    public Uni<GotView> claim(Caller caller, @Nullable String key, UUID template) {
        String wayKey = wayKey(caller, key);
        Wish wish = Wish.of(template, caller.origin(), Way.CLAIM, wayKey, caller.tag());
        return limits.countOrPass(
                        new RateLimits.Limit("claim", perMinute, Duration.ofMinutes(1)),
                        caller.id().toString())
                .chain(() -> quickly(wish))
                .onItem()
                .ifNull()
                .switchTo(() -> decided(wish));
    }

    /** Of two accounts of one person each has its own keys. */
    private static String wayKey(Caller caller, @Nullable String key) {
        if (key == null || key.isBlank()) {
            throw PlatformProblem.KEY_MISSING.problem();
        }
        if (key.length() < SHORTEST_KEY || key.length() > LONGEST_KEY) {
            throw PlatformProblem.REQUEST_INVALID.because("Idempotency-Key has 8 to 100 characters");
        }
        return caller.origin() + ":" + key;
    }

    /**
     * What everybody is told at this moment, unless this very claim was granted before; null where it has to be decided.
     */
    private Uni<@Nullable GotView> quickly(Wish wish) {
        Outcome told = refusals.of(wish.template());
        return told == null
                ? Uni.createFrom().nullItem()
                : lanes.earlier(wish).chain(coupon -> {
                    if (coupon.isEmpty()) {
                        grants.counted(Way.CLAIM, told);
                        throw Verdict.of(told).problem();
                    }
                    return view(coupon.get()).map(view -> view);
                });
    }

    private Uni<GotView> decided(Wish wish) {
        return lanes.take(wish)
                .invoke(verdict -> refusals.note(wish.template(), verdict.outcome()))
                .chain(this::view);
    }

    /**
     * The coupon that was granted, or had before.
     *
     * @throws io.guike.platform.Problem the refusal
     */
    public Uni<GotView> view(Verdict verdict) {
        if (verdict.outcome().isRefusal()) {
            throw verdict.problem();
        }
        Issue issue = verdict.issue();
        return issue != null
                ? Uni.createFrom().item(GotView.of(issue))
                : view(Objects.requireNonNull(verdict.coupon()));
    }

    Uni<GotView> view(UUID coupon) {
        return coupons.find(List.of(coupon)).map(found -> GotView.of(found.get(0), clock.instant()));
    }
}
