package io.guike.grant;

import io.guike.access.CurrentCaller;
import io.guike.claim.Claims;
import io.guike.grant.Quotas.LeftView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A promoter gives coupons to customers of their own. */
@Path("/api/promoter")
class PromoterCouponsResource {

    @Inject
    Quotas quotas;

    @Inject
    Claims claims;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewCoupon(@NotNull UUID templateId) {}

    record QuotasView(List<LeftView> items) {}

    @GET
    @Path("coupon-quotas")
    public Uni<QuotasView> mine() {
        return quotas.of(caller.get().id()).map(QuotasView::new);
    }

    @POST
    @Path("customers/{personNumber}/coupons")
    public Uni<Response> give(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personNumber") String number,
            @Valid @NotNull NewCoupon coupon) {
        return idempotency.once(
                key,
                "promoter-coupon",
                Map.of("number", number, "template", coupon.templateId()),
                201,
                () -> quotas.give(caller.get(), number, coupon.templateId(), String.valueOf(key))
                        .chain(claims::view));
    }
}
