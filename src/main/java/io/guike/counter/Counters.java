package io.guike.counter;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.coupon.Channel;
import io.guike.coupon.HeldCoupon;
import io.guike.membership.MaskedPeople;
import io.guike.membership.MaskedPeople.MaskedPerson;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.redemption.Basket;
import io.guike.redemption.CounterLine;
import io.guike.redemption.Occasion;
import io.guike.redemption.QuoteView.CouponQuote;
import io.guike.redemption.Quotes;
import io.guike.redemption.RedemptionView;
import io.guike.redemption.Redemptions;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.Refund;
import io.guike.wallet.Wallet;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Verification by hand: look a code up, confirm it, undo it. */
@ApplicationScoped
class Counters {

    /** Whoever finds nothing that often is trying numbers. */
    private static final RateLimits.Limit MISSES = new RateLimits.Limit("coupon-code-miss", 30, Duration.ofMinutes(10));

    @Inject
    CouponCodes codes;

    @Inject
    CheckProof proofs;

    @Inject
    Wallet wallet;

    @Inject
    Quotes quotes;

    @Inject
    Redemptions redemptions;

    @Inject
    MaskedPeople people;

    @Inject
    RateLimits limits;

    @Inject
    AuditLog audit;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /**
     * What stands behind a code, and whose it is.
     *
     * @param personName and {@code personPhone}: masked
     * @param confirmation null where there is nothing to confirm
     */
    record CheckView(
            String personNumber,
            @Nullable String personName,
            @Nullable String personPhone,
            CouponQuote quote,
            @Nullable Confirmation confirmation) {

        static CheckView of(MaskedPerson person, CouponQuote quote, Confirmation confirmation) {
            return new CheckView(
                    person.number(), person.name(), person.phone(), quote, quote.applicable() ? confirmation : null);
        }
    }

    /** What a confirmation takes, and until when. */
    record Confirmation(String proof, Instant until) {

        @Override
        public String toString() {
            return "Confirmation[]";
        }
    }

    /** @throws io.guike.platform.Problem {@code coupon.code-invalid}, {@code request.too-many} */
    Uni<CheckView> check(Caller staff, UUID store, String code, Basket basket) {
        String proof = proofs.of(new CheckProof.Checked(code, store, staff.id(), basket));
        return found(staff, code, store)
                .chain(held -> wallet.get(held.coupon())
                        .chain(coupon -> view(coupon, store, basket, new Confirmation(proof, held.until()))));
    }

    private Uni<CheckView> view(HeldCoupon coupon, UUID store, Basket basket, Confirmation confirmation) {
        return quotes.of(coupon, basket, new Occasion(clock.instant(), Channel.STORE, store))
                .chain(quote -> people.of(coupon.person()).map(person -> CheckView.of(person, quote, confirmation)));
    }

    /**
     * Whoever has missed too often finds nothing more, not even what is there. Misses are counted apart from the
     * transaction at hand, which a refusal undoes.
     */
    private Uni<CouponCodes.Held> found(Caller staff, String code, UUID store) {
        return limits.mustHaveLeft(MISSES, staff.tag())
                .chain(() -> codes.check(code, store))
                .onItem()
                .ifNull()
                .switchTo(() -> database.apart(() -> limits.count(MISSES, staff.tag()))
                        .chain(() -> Uni.createFrom().failure(CounterProblem.CODE_INVALID.problem())));
    }

    /**
     * In the caller's transaction. Without a check nothing is looked up, so nobody finds codes by confirming them.
     *
     * @param proof of the check by the same member of staff of the same code and basket
     * @throws io.guike.platform.Problem {@code coupon.check-needed}, {@code coupon.code-invalid}, {@code
     *     coupon.not-applicable}, {@code redemption.basket-invalid}
     */
    Uni<RedemptionView> redeem(Caller staff, UUID store, String code, Basket basket, @Nullable String proof) {
        proofs.mustBe(proof, new CheckProof.Checked(code, store, staff.id(), basket));
        return codes.checked(code, store)
                .chain(wallet::get)
                .chain(coupon -> redemptions
                        .redeemNow(new Wish(
                                "counter:" + store,
                                Ids.next().toString(),
                                coupon.origin(),
                                Channel.STORE,
                                store,
                                staff.id(),
                                List.of(coupon.id()),
                                basket,
                                staff.tag()))
                        .call(() -> codes.spend(code, coupon.id())));
    }

    /** @throws io.guike.platform.Problem {@code redemption.unknown}, {@code redemption.undo-late}, {@code redemption.state} */
    Uni<RedemptionView> undo(Caller manager, UUID store, UUID redemption, String reason) {
        return database.tx(() -> redemptions
                .undo(redemption, store, manager.tag())
                .call(() -> redemptions
                        .personOf(redemption)
                        .chain(person -> audit.record(
                                manager,
                                "coupon.undo",
                                "person:" + person,
                                Map.of("redemption", redemption, "reason", reason)))));
    }

    /**
     * Goods that came back to the store whose counter took the coupon.
     *
     * @throws io.guike.platform.Problem as {@link Redemptions#returned(UUID, UUID, Refund, String)}
     */
    Uni<RedemptionView> refund(Caller manager, UUID store, UUID redemption, Refund refund) {
        return database.tx(() -> redemptions
                .returned(redemption, store, refund, manager.tag())
                .call(() -> redemptions
                        .personOf(redemption)
                        .chain(person -> audit.record(
                                manager,
                                "coupon.return",
                                "person:" + person,
                                Map.of("redemption", redemption, "reference", refund.reference())))));
    }

    Uni<Page<CounterLine>> today(UUID store, @Nullable String cursor, int size) {
        return redemptions.atCounter(store, Days.start(Days.today(clock)), cursor, size);
    }
}
