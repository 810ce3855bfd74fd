package io.guike.claim;

import io.guike.access.CurrentCaller;
import io.guike.claim.Gifts.GiftView;
import io.guike.claim.Gifts.LookView;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shoppers give coupons to friends. The coupon and the gift are the business keys, so no other is needed. */
@Path("/api/me/coupon-gifts")
class MyGiftsResource {

    @Inject
    Gifts gifts;

    @Inject
    CurrentCaller caller;

    record NewGift(@NotNull UUID couponId) {}

    record Link(@NotBlank @Size(max = 100) String token) {}

    @GET
    public Uni<Response> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        Uni<Page<GiftView>> page = gifts.list(caller.get().id(), cursor, Page.size(limit));
        return page.map(items ->
                Response.ok(items).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
    }

    @POST
    public Uni<Response> offer(@Valid @NotNull NewGift gift) {
        return gifts.offer(caller.get(), gift.couponId()).map(MyClaimsResource::created);
    }

    @DELETE
    @Path("{giftId}")
    public Uni<GiftView> takeBack(@PathParam("giftId") UUID id) {
        return gifts.takeBack(caller.get(), id);
    }

    @POST
    @Path("look")
    public Uni<LookView> look(@Valid @NotNull Link link) {
        return gifts.look(caller.get(), link.token());
    }

    @POST
    @Path("taken")
    public Uni<Response> take(@Valid @NotNull Link link) {
        return gifts.take(caller.get(), link.token()).map(MyClaimsResource::created);
    }
}
