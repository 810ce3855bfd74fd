package io.guike.membership;

import io.guike.membership.Welcomes.HeldView;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Whose benefits wait for head office. */
@Path("/api/hq/members/held")
class HeldResource {

    @Inject
    Welcomes welcomes;

    @GET
    public Uni<Page<HeldView>> held(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return welcomes.held(cursor, Page.size(limit));
    }
}
