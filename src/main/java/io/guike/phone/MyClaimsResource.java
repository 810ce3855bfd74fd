package io.guike.phone;

import io.guike.access.CurrentCaller;
import io.guike.phone.ClaimViews.MyClaimsView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What became of the numbers that a shopper claimed. */
@Path("/api/me/phone-claims")
class MyClaimsResource {

    @Inject
    ClaimViews views;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<MyClaimsView> mine() {
        return views.ofClaimant(caller.get().id());
    }
}
