package io.guike.wallet;

import io.guike.access.CurrentCaller;
import io.guike.coupon.CouponState;
import io.guike.coupon.CouponView;
import io.guike.platform.Page;
import io.guike.wallet.Wallet.HistoryView;
import io.guike.wallet.Wallet.StateView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A shopper's own coupons. */
@Path("/api/me/coupons")
class MyCouponsResource {

    @Inject
    Wallet wallet;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<Page<CouponView>> list(
            @QueryParam("state") @Nullable CouponState state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return wallet.of(caller.get().id(), state, cursor, Page.size(limit));
    }

    @GET
    @Path("{id}")
    public Uni<HistoryView> get(@PathParam("id") UUID id) {
        return wallet.ownHistory(caller.get().id(), id);
    }

    @GET
    @Path("{id}/state")
    public Uni<StateView> state(@PathParam("id") UUID id) {
        return wallet.ownState(caller.get().id(), id);
    }
}
