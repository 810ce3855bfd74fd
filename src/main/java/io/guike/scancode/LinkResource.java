package io.guike.scancode;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

@Path("/s/{scene}")
class LinkResource {

    @Inject
    Prints prints;

    @GET
    public Uni<Response> open(@PathParam("scene") String scene) {
        return prints.linkPage(scene).map(Html::answer);
    }
}
