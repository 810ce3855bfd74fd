package io.guike.wallet;

import io.guike.coupon.CouponState;
import io.guike.coupon.CouponView;
import io.guike.member.Members;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office looks at a person's coupons. */
@Path("/api/hq/people")
class PersonCouponsResource {

    @Inject
    Wallet wallet;

    @Inject
    Members members;

    @GET
    @Path("{personId}/coupons")
    public Uni<Page<CouponView>> list(
            @PathParam("personId") UUID person,
            @QueryParam("state") @Nullable CouponState state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = Page.size(limit);
        return members.living(person).chain(living -> wallet.of(living, state, cursor, size));
    }
}
