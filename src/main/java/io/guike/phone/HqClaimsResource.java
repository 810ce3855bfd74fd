package io.guike.phone;

import io.guike.access.CurrentCaller;
import io.guike.phone.ClaimViews.Filter;
import io.guike.phone.ClaimViews.StaffClaimView;
import io.guike.phone.PhoneClaims.Decision;
import io.guike.phone.PhoneClaims.Ruling;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office decides about numbers that two people want. */
@Path("/api/hq/phone-claims")
class HqClaimsResource {

    @Inject
    PhoneClaims claims;

    @Inject
    ClaimViews views;

    @Inject
    CurrentCaller caller;

    record NewDecision(
            @NotNull Decision decision,
            @NotBlank @Size(max = 200) String reason) {}

    @GET
    public Uni<Page<StaffClaimView>> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return views.list(new Filter(null, state, cursor, Page.size(limit)));
    }

    @POST
    @Path("/{claimId}/decision")
    public Uni<StaffClaimView> decide(@PathParam("claimId") UUID claim, @Valid @NotNull NewDecision decision) {
        return claims.decide(new Ruling(claim, decision.decision(), decision.reason(), null), caller.get());
    }
}
