package io.guike.reveal;

import io.guike.access.CurrentCaller;
import io.guike.reveal.Reveals.Request;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** Head office sees a member's data in clear. */
@Path("/api/hq/people")
class PersonRevealResource {

    @Inject
    Reveals reveals;

    @Inject
    CurrentCaller caller;

    @POST
    @Path("/{personId}/reveals")
    public Uni<Response> reveal(@PathParam("personId") UUID person, @Valid @NotNull RevealWish wish) {
        Request request = new Request(person, wish.fields(), wish.reason(), null);
        return reveals.reveal(request, caller.get()).map(RevealWish::unstored);
    }
}
