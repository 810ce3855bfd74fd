package io.guike.attribution;

import io.guike.access.CurrentCaller;
import io.guike.attribution.Attributions.AttributionView;
import io.guike.attribution.Customers.CustomerView;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.guike.work.Idempotency.PersonalAnswer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/people")
class PeopleResource {

    @Inject
    Customers customers;

    @Inject
    Attributions attributions;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Move(
            @NotNull UUID storeId,
            @Nullable UUID staffId,
            @NotBlank @Size(max = 200) String reason) {}

    @GET
    public Uni<Page<CustomerView>> list(
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return customers.all(new Customers.Filter(null, text, cursor, Page.size(limit)));
    }

    @GET
    @Path("/{personId}/attribution")
    public Uni<AttributionView> attribution(@PathParam("personId") UUID person) {
        return attributions.of(person);
    }

    @POST
    @Path("/{personId}/moves")
    public Uni<Response> move(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personId") UUID person,
            @Valid @NotNull Move move) {
        return idempotency.once(
                key,
                "attribution.move:" + person,
                move,
                201,
                () -> attributions
                        .move(caller.get(), person, move.storeId(), move.staffId(), move.reason())
                        .map(view -> new PersonalAnswer(view, Set.of(person))));
    }
}
