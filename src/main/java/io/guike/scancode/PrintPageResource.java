package io.guike.scancode;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

@Path("/api/hq/stores/{storeId}/scan-code-page")
class PrintPageResource {

    @Inject
    Prints prints;

    @GET
    public Uni<Response> page(@PathParam("storeId") UUID storeId) {
        return prints.page(storeId).map(Html::answer);
    }
}
