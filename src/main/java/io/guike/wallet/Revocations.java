package io.guike.wallet;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.coupon.Cause;
import io.guike.coupon.Change;
import io.guike.coupon.CouponProblem;
import io.guike.coupon.CouponState;
import io.guike.coupon.CouponView;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.redemption.Lapses;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Head office takes a coupon away that was given by mistake. */
@ApplicationScoped
class Revocations {

    @Inject
    Database database;

    @Inject
    Coupons coupons;

    @Inject
    Wallet wallet;

    @Inject
    Lapses lapses;

    @Inject
    Members members;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * Only what nobody uses: one that an order has set aside must be released first.
     *
     * @throws io.guike.platform.Problem {@code coupon.unknown}, {@code coupon.not-revocable}
     */
    Uni<CouponView> revoke(Caller by, UUID coupon, String reason) {
        return database.tx(() -> wallet.get(coupon)
                .chain(found -> members.hold(found.person()))
                .chain(person -> lapses.of(person.id(), List.of(coupon)))
                .chain(() -> coupons.hold(List.of(coupon)))
                .map(held -> held.get(0))
                .invoke(this::mustBeUnused)
                .chain(held -> coupons.change(List.of(new Change(
                        coupon,
                        CouponState.ISSUED,
                        CouponState.REVOKED,
                        Cause.REVOKED,
                        by.tag(),
                        null,
                        null,
                        null,
                        null,
                        reason))))
                .chain(() -> wallet.get(coupon))
                .call(held -> audit.record(
                        by, "coupon.revoke", "person:" + held.person(), Map.of("coupon", coupon, "reason", reason)))
                .map(held -> CouponView.whole(held, clock.instant())));
    }

    private void mustBeUnused(HeldCoupon coupon) {
        CouponState state = coupon.at(clock.instant());
        if (state != CouponState.ISSUED) {
            throw CouponProblem.NOT_REVOCABLE.because(state.name());
        }
    }
}
