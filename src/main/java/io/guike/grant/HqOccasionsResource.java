package io.guike.grant;

import io.guike.access.CurrentCaller;
import io.guike.grant.Occasions.OccasionsView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;

/** Head office says what people get when they become members, and on their birthday. */
@Path("/api/hq/coupon-occasions")
class HqOccasionsResource {

    @Inject
    Occasions occasions;

    @Inject
    CurrentCaller caller;

    record NewOccasions(
            @NotNull @Size(max = 10) List<@NotNull UUID> welcome,
            @NotNull @Size(max = 10) List<@NotNull UUID> birthday) {}

    @GET
    public Uni<OccasionsView> get() {
        return occasions.view();
    }

    @PUT
    public Uni<OccasionsView> replace(@Valid @NotNull NewOccasions wanted) {
        return occasions.replace(caller.get(), wanted.welcome(), wanted.birthday());
    }
}
