package io.guike.earning;

import io.guike.earning.Trials.TrialView;
import io.guike.earning.Trials.TrialWish;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Head office sees what a version gives before anybody earns by it. */
@Path("/api/hq/earn-rules")
class TrialResource {

    @Inject
    Trials trials;

    @POST
    @Path("/{version}/trial")
    public Uni<TrialView> trial(@PathParam("version") int version, @Valid @NotNull TrialWish wish) {
        return trials.of(version, wish);
    }
}
