package io.guike.claim;

import io.guike.access.CurrentCaller;
import io.guike.claim.Offers.OfferView;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What shoppers can get, and how they get it. */
@Path("/api/me")
class MyClaimsResource {

    @Inject
    Claims claims;

    @Inject
    Exchanges exchanges;

    @Inject
    Offers offers;

    @Inject
    CurrentCaller caller;

    record NewClaim(@NotNull UUID templateId) {}

    record NewExchange(@NotBlank @Size(max = 40) String code) {}

    record OffersView(List<OfferView> items) {}

    @GET
    @Path("coupon-offers")
    public Uni<Response> offers() {
        return offers.of(caller.get().id())
                .map(items -> Response.ok(new OffersView(items))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    @POST
    @Path("coupon-claims")
    public Uni<Response> claim(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewClaim claim) {
        return claims.claim(caller.get(), key, claim.templateId()).map(MyClaimsResource::created);
    }

    @POST
    @Path("coupon-exchanges")
    public Uni<Response> exchange(@Valid @NotNull NewExchange exchange) {
        return exchanges.exchange(caller.get(), exchange.code()).map(MyClaimsResource::created);
    }

    static Response created(Object answer) {
        return Response.status(Response.Status.CREATED).entity(answer).build();
    }
}
