package io.guike.scancode;

import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.platform.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

@Path("/s/{scene}")
class LinkResource {

    /** A whole mall may be behind one address. */
    static final RateLimits.Limit PER_ADDRESS = new RateLimits.Limit("link", 600, Duration.ofMinutes(1));

    @Inject
    Prints prints;

    @Inject
    RateLimits limits;

    @GET
    public Uni<Response> open(@Context HttpServerRequest request, @PathParam("scene") String scene) {
        return limits.countOrPass(
                        PER_ADDRESS, Network.of(request.remoteAddress().hostAddress()))
                .chain(() -> prints.linkPage(scene).map(Html::answer))
                .onFailure(Problem.class)
                .recoverWithItem(tooMany -> Html.answer(429, LinkPage.busy()));
    }
}
