package io.guike.scancode;

import io.guike.access.CurrentCaller;
import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.platform.Page;
import io.guike.scancode.Prints.Format;
import io.guike.scancode.Prints.Looks;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/promoter/codes")
class PromoterCodeResource {

    @Inject
    CodeViews views;

    @Inject
    Prints prints;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<Page<CodeView>> mine(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        UUID me = caller.get().id();
        return views.list(new CodeViews.Wanted(null, me, null, CodeView.State.ACTIVE, null), cursor, Page.size(limit));
    }

    @GET
    @Path("/{id}/picture")
    public Uni<Response> picture(
            @PathParam("id") UUID id,
            @QueryParam("medium") @NotNull Medium medium,
            @QueryParam("format") @Nullable Format format,
            @QueryParam("size") @Nullable Integer size,
            @Context HttpServerRequest request) {
        return limits.countOrPass(
                        Prints.PER_ADDRESS, Network.of(request.remoteAddress().hostAddress()))
                .chain(() -> prints.picture(id, caller.get().id(), new Looks(medium, format, size)))
                .map(Prints.Picture::answer);
    }
}
