package io.guike.points;

import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.guike.points.Balances.AsOfView;
import io.guike.points.Balances.LineView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** A shopper's own points. */
@Path("/api/me/points")
class MyPointsResource {

    @Inject
    Balances balances;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<BalanceView> points() {
        return balances.of(caller.get().id());
    }

    @GET
    @Path("/lapsing")
    public Uni<Page<BalanceView.Lapsing>> lapsing(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return balances.lapsing(caller.get().id(), cursor, Page.size(limit));
    }

    @GET
    @Path("/history")
    public Uni<AsOfView> history(@QueryParam("asOf") @Nullable String asOf) {
        return balances.asOf(caller.get().id(), HqPointsResource.instant(asOf));
    }

    @GET
    @Path("/entries")
    public Uni<Page<LineView>> entries(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return balances.lines(caller.get().id(), cursor, Page.size(limit));
    }
}
