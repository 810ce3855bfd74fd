package io.guike.redemption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.coupon.Budgets;
import io.guike.coupon.Budgets.Budget;
import io.guike.coupon.Cause;
import io.guike.coupon.Change;
import io.guike.coupon.CouponProblem;
import io.guike.coupon.CouponState;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.platform.Ids;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem.Flaw;
import io.guike.redemption.Pricing.Priced;
import io.guike.redemption.Pricing.Taken;
import io.guike.redemption.Redemption.State;
import io.guike.redemption.Redemptions.Wish;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes coupons for a new use. Locks, in this order everywhere: the person, the redemption, the budgets by template, the
 * coupons by id. Under them the rule decides, and the keys of the tables hold it once more.
 */
@ApplicationScoped
class Taking {

    static final int MOST_COUPONS = 20;

    @Inject
    Coupons coupons;

    @Inject
    Budgets budgets;

    @Inject
    RedemptionRows rows;

    @Inject
    Lapses lapses;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    private record Request(@Nullable UUID store, List<UUID> coupons, Basket basket) {}

    /** By what a repeated wish is known from another one. */
    String request(Wish wish) {
        try {
            return json.writeValueAsString(
                    new Request(wish.store(), wish.coupons().stream().sorted().toList(), wish.basket()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param until null to redeem at once
     * @param over what stood under the reference, held: over, and not yet written down
     */
    Uni<Redemption> begin(UUID person, Wish wish, @Nullable Instant until, @Nullable Redemption over) {
        wish.basket().mustBeSound();
        List<UUID> asked = wish.coupons().stream().distinct().toList();
        if (asked.isEmpty() || asked.size() > MOST_COUPONS) {
            throw PlatformProblem.REQUEST_INVALID.because("1 to " + MOST_COUPONS + " coupons");
        }
        return lapses.of(person, asked, over)
                .chain(() -> coupons.find(asked))
                .chain(found -> budgets.hold(
                        found.stream().map(HeldCoupon::template).distinct().toList()))
                .chain(caps -> coupons.hold(asked).chain(held -> {
                    mustAllBeOf(person, asked, held);
                    Priced priced = price(wish, held, caps);
                    return take(person, wish, until, priced);
                }));
    }

    private static void mustAllBeOf(UUID person, List<UUID> asked, List<HeldCoupon> held) {
        boolean all = held.size() == asked.size()
                && held.stream().allMatch(coupon -> coupon.person().equals(person));
        if (!all) {
            throw CouponProblem.UNKNOWN.problem();
        }
    }

    private Priced price(Wish wish, List<HeldCoupon> held, Map<UUID, Budget> caps) {
        Occasion occasion = new Occasion(clock.instant(), wish.channel(), wish.store());
        List<Candidate> candidates = held.stream().map(Candidate::new).toList();
        List<Flaw> flaws = new ArrayList<>();
        candidates.forEach(candidate -> add(flaws, candidate, candidate.refusal(occasion, wish.basket())));
        if (flaws.isEmpty() && !BestSet.goTogether(candidates)) {
            candidates.forEach(candidate -> add(flaws, candidate, Refusal.NOT_TOGETHER));
        }
        Priced priced = Pricing.of(wish.basket(), flaws.isEmpty() ? candidates : List.of());
        priced.taken().stream()
                .filter(taken -> !taken.counts())
                .forEach(taken -> add(flaws, taken.candidate(), Refusal.NOTHING_LEFT));
        overBudget(priced, caps).forEach(taken -> add(flaws, taken.candidate(), Refusal.BUDGET_USED_UP));
        if (!flaws.isEmpty()) {
            throw RedemptionProblem.NOT_APPLICABLE.problem().with(flaws);
        }
        return priced;
    }

    private static void add(List<Flaw> flaws, Candidate candidate, @Nullable Refusal refusal) {
        if (refusal != null) {
            flaws.add(Flaw.of(candidate.coupon().id().toString(), refusal.name() + " " + refusal.zh()));
        }
    }

    private static List<Taken> overBudget(Priced priced, Map<UUID, Budget> caps) {
        Map<UUID, Long> costs = priced.costs();
        return priced.taken().stream()
                .filter(taken -> {
                    UUID template = taken.candidate().coupon().template();
                    Budget budget = caps.get(template);
                    return budget != null && !budget.bears(costs.getOrDefault(template, 0L));
                })
                .toList();
    }

    private Uni<Redemption> take(UUID person, Wish wish, @Nullable Instant until, Priced priced) {
        Instant now = clock.instant();
        Redemption row = new Redemption(
                Ids.next(),
                wish.client(),
                wish.reference(),
                wish.channel(),
                person,
                wish.store(),
                until == null ? State.REDEEMED : State.RESERVED,
                request(wish),
                wish.basket().grossFen(),
                priced.discountFen(),
                now,
                until,
                until == null ? now : null);
        return budgets.spend(priced.costs())
                .chain(() -> rows.write(row, wish, priced))
                .chain(() -> coupons.change(changes(row, wish, priced)))
                .replaceWith(row);
    }

    private static List<Change> changes(Redemption row, Wish wish, Priced priced) {
        boolean atOnce = row.state() == State.REDEEMED;
        return priced.taken().stream()
                .map(taken -> new Change(
                        taken.candidate().coupon().id(),
                        CouponState.ISSUED,
                        atOnce ? CouponState.REDEEMED : CouponState.RESERVED,
                        atOnce ? Cause.REDEEMED : Cause.RESERVED,
                        wish.actor(),
                        row.store(),
                        row.id(),
                        row.reservedUntil(),
                        null,
                        null))
                .toList();
    }
}
