package io.guike.scancode;

import io.guike.access.CurrentCaller;
import io.guike.scancode.Greetings.GreetingView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

@Path("/api/hq/greetings")
class GreetingResource {

    @Inject
    Greetings greetings;

    @Inject
    CurrentCaller caller;

    record NewGreeting(@NotBlank @Size(max = 600) String text) {}

    record GreetingList(List<GreetingView> items) {}

    @GET
    public Uni<GreetingList> list() {
        return greetings.all().map(GreetingList::new);
    }

    /** Putting the same text twice changes nothing, so it needs no idempotency key. */
    @PUT
    @Path("/{kind}")
    public Uni<GreetingView> change(@PathParam("kind") CodeKind kind, @Valid @NotNull NewGreeting greeting) {
        return greetings.change(caller.get(), kind, greeting.text());
    }
}
