package io.guike.reveal;

import io.guike.access.CurrentCaller;
import io.guike.access.Role;
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

/** A store's manager sees a customer's data in clear. */
@Path("/api/store/{storeId}/people/{personId}/reveals")
class StoreRevealResource {

    @Inject
    Reveals reveals;

    @Inject
    CurrentCaller caller;

    @POST
    public Uni<Response> reveal(
            @PathParam("storeId") UUID store, @PathParam("personId") UUID person, @Valid @NotNull RevealWish wish) {
        caller.get().mustBe(Role.STORE_MANAGER, store);
        Request request = new Request(person, wish.fields(), wish.reason(), store);
        return reveals.reveal(request, caller.get()).map(RevealWish::unstored);
    }
}
