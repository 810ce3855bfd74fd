package io.guike.membership;

import io.guike.access.CurrentCaller;
import io.guike.membership.Levels.Level;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;

@Path("/api/hq/levels")
class LevelResource {

    @Inject
    Levels levels;

    @Inject
    CurrentCaller caller;

    record LevelsView(@NotNull @Size(min = 1, max = 50) List<@Valid @NotNull Level> items) {}

    @GET
    public Uni<LevelsView> list() {
        return levels.all().map(LevelsView::new);
    }

    @PUT
    public Uni<LevelsView> replace(@Valid @NotNull LevelsView wanted) {
        return levels.replace(caller.get(), wanted.items()).map(LevelsView::new);
    }
}
