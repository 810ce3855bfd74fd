package io.guike.redemption;

import io.guike.coupon.Budgets;
import io.guike.coupon.Cause;
import io.guike.coupon.Change;
import io.guike.coupon.CouponState;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Overtaken;
import io.guike.redemption.Redemption.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Ends a use whose person and row the caller holds: coupons and budget come back. What was set aside and lapsed meanwhile
 * is over; what was redeemed and comes back after its window lives a grace, once in a coupon's life. Nothing comes back to
 * somebody who was erased: coupons of people who were parted since go each with its own owner.
 */
@ApplicationScoped
class Ending {

    /** In a coupon's history: it came back after its window. */
    private static final String GRACE = "GRACE";

    @Inject
    Database database;

    @Inject
    Coupons coupons;

    @Inject
    Budgets budgets;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.coupon.refund-grace", defaultValue = "7")
    int graceDays;

    private record Use(UUID coupon, UUID template, long costFen) {}

    Uni<Void> release(Redemption row, String actor) {
        return end(row, State.RELEASED, Cause.RELEASED, actor);
    }

    Uni<Void> lapse(Redemption row) {
        return end(row, State.LAPSED, Cause.LAPSED, "system");
    }

    Uni<Void> giveBack(Redemption row, String actor) {
        return end(row, State.RETURNED, Cause.RETURNED, actor);
    }

    Uni<Void> undo(Redemption row, String actor) {
        return end(row, State.UNDONE, Cause.UNDONE, actor);
    }

    private Uni<Void> end(Redemption row, State state, Cause cause, String actor) {
        return database.sql("""
                        select coupon_id, template_id, cost_fen from coupon_use where redemption_id = :id and live
                        order by coupon_id""")
                .with("id", row.id())
                .list(use -> new Use(use.uuid(0), use.uuid(1), use.number(2)))
                .chain(uses -> owners(row.id())
                        .chain(owners -> refill(uses)
                                .chain(() -> coupons.hold(
                                        uses.stream().map(Use::coupon).toList()))
                                .chain(held -> back(held, owners, row, cause, actor))))
                .chain(() -> close(row.id(), state));
    }

    /**
     * By id, whether they are still there, and they stay so. Who is not the use's person is not waited for, as the order of
     * locks demands: without them all begins anew.
     */
    private Uni<Map<UUID, Boolean>> owners(UUID redemption) {
        return database.sql("""
                        select id, erased_at is null from person where id in (
                          select c.person_id from coupon_use u join coupon c on c.id = u.coupon_id
                          where u.redemption_id = :id and u.live)
                        order by id for share skip locked""")
                .with("id", redemption)
                .list(row -> Map.entry(row.uuid(0), row.flag(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private Uni<Void> back(
            List<HeldCoupon> held, Map<UUID, Boolean> owners, Redemption row, Cause cause, String actor) {
        if (held.stream().anyMatch(coupon -> !owners.containsKey(coupon.person()))) {
            throw new Overtaken();
        }
        List<HeldCoupon> gone = held.stream()
                .filter(coupon -> !owners.getOrDefault(coupon.person(), false))
                .toList();
        List<HeldCoupon> living =
                held.stream().filter(coupon -> !gone.contains(coupon)).toList();
        return revoked(gone, row, actor).chain(() -> back(living, row, cause, actor));
    }

    private Uni<Void> revoked(List<HeldCoupon> held, Redemption row, String actor) {
        return coupons.change(held.stream()
                .map(coupon -> change(coupon, CouponState.REVOKED, Cause.ERASED, actor, row, null))
                .toList());
    }

    private Uni<Void> back(List<HeldCoupon> held, Redemption row, Cause cause, String actor) {
        return graced(held, row)
                .chain(graced -> coupons.change(held.stream()
                        .map(coupon -> back(coupon, row, cause, actor, graced))
                        .toList()));
    }

    /** The budgets come before the coupons. */
    private Uni<Void> refill(List<Use> uses) {
        Map<UUID, Long> back = new HashMap<>();
        uses.forEach(use -> back.merge(use.template(), -use.costFen(), Math::addExact));
        return budgets.hold(back.keySet()).chain(() -> budgets.spend(back));
    }

    /** Those that have had their grace. */
    private Uni<Set<UUID>> graced(List<HeldCoupon> held, Redemption row) {
        List<UUID> late = held.stream()
                .filter(coupon -> row.state() == State.REDEEMED
                        && !clock.instant().isBefore(coupon.window().until()))
                .map(HeldCoupon::id)
                .toList();
        return late.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : database.sql(
                                "select distinct coupon_id from coupon_entry where coupon_id in (:late) and detail = :grace")
                        .with("late", late)
                        .with("grace", GRACE)
                        .list(entry -> entry.uuid(0))
                        .map(Set::copyOf);
    }

    private Change back(HeldCoupon coupon, Redemption row, Cause cause, String actor, Set<UUID> graced) {
        Instant now = clock.instant();
        boolean late = !now.isBefore(coupon.window().until());
        boolean grace = late && row.state() == State.REDEEMED && graceDays > 0 && !graced.contains(coupon.id());
        Instant until = grace ? Days.start(Days.of(now).plusDays(1L + graceDays)) : null;
        return change(coupon, late && !grace ? CouponState.EXPIRED : CouponState.ISSUED, cause, actor, row, until);
    }

    private static Change change(
            HeldCoupon coupon, CouponState to, Cause cause, String actor, Redemption row, @Nullable Instant until) {
        return new Change(
                coupon.id(),
                coupon.state(),
                to,
                cause,
                actor,
                row.store(),
                null,
                null,
                until,
                until == null ? null : GRACE);
    }

    private Uni<Void> close(UUID redemption, State state) {
        return database.sql("""
                        with over as (update coupon_use set live = false where redemption_id = :id)
                        update coupon_redemption set state = :state, ended_at = :now where id = :id""")
                .with("id", redemption)
                .with("state", state.name())
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }
}
