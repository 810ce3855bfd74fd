package io.guike.counter;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.Role;
import io.guike.counter.Counters.CheckView;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.redemption.Basket;
import io.guike.redemption.CounterLine;
import io.guike.redemption.RedemptionView;
import io.guike.redemption.Refunds.Refund;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The counter of a store: promoters and managers verify coupons by hand, managers undo it. */
@Path("/api/counter/{storeId}")
class CounterResource {

    @Inject
    Counters counters;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    /** @param basket null where the coupon needs none: a tasting */
    record Shown(
            @NotBlank @Size(max = 40) String code,
            @Valid @Nullable Basket basket) {

        Basket bought() {
            return basket == null ? Basket.EMPTY : basket;
        }
    }

    /**
     * What the check was of.
     *
     * @param proof of the check; whoever has none is told so
     */
    record Checked(
            @NotBlank @Size(max = 40) String code,
            @Valid @Nullable Basket basket,
            @Nullable String proof) {

        Basket bought() {
            return basket == null ? Basket.EMPTY : basket;
        }
    }

    record Undo(@NotBlank @Size(max = 200) String reason) {}

    @POST
    @Path("coupon-checks")
    public Uni<CheckView> check(@PathParam("storeId") UUID store, @Valid @NotNull Shown shown) {
        return counters.check(staffOf(store), store, shown.code(), shown.bought());
    }

    @POST
    @Path("coupon-redemptions")
    public Uni<Response> redeem(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("storeId") UUID store,
            @Valid @NotNull Checked checked) {
        Caller staff = staffOf(store);
        return idempotency.once(
                key,
                "coupon.counter:" + store,
                checked,
                201,
                () -> counters.redeem(staff, store, checked.code(), checked.bought(), checked.proof()));
    }

    @GET
    @Path("coupon-redemptions")
    public Uni<Page<CounterLine>> today(
            @PathParam("storeId") UUID store,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        staffOf(store);
        return counters.today(store, cursor, Page.size(limit));
    }

    @POST
    @Path("coupon-redemptions/{id}/undo")
    public Uni<RedemptionView> undo(
            @PathParam("storeId") UUID store, @PathParam("id") UUID id, @Valid @NotNull Undo undo) {
        caller.get().mustBe(Role.STORE_MANAGER, store);
        return counters.undo(caller.get(), store, id, undo.reason());
    }

    @POST
    @Path("coupon-redemptions/{id}/refunds")
    public Uni<RedemptionView> refund(
            @PathParam("storeId") UUID store, @PathParam("id") UUID id, @Valid @NotNull Refund refund) {
        caller.get().mustBe(Role.STORE_MANAGER, store);
        return counters.refund(caller.get(), store, id, refund);
    }

    private Caller staffOf(UUID store) {
        Caller staff = caller.get();
        Set<Role> roles = staff.stores().getOrDefault(store, Set.of());
        if (!roles.contains(Role.PROMOTER) && !roles.contains(Role.STORE_MANAGER)) {
            throw PlatformProblem.FORBIDDEN.problem();
        }
        return staff;
    }
}
