package io.guike.staff;

import io.guike.access.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

@Path("/api/staff/wechat-links")
class StaffLinkResource {

    @Inject
    StaffLinks links;

    @Inject
    CurrentCaller current;

    @POST
    public Uni<Response> invite() {
        return links.invite(current.get())
                .map(link -> Response.status(201).entity(link).build());
    }
}
