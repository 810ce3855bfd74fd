package io.guike.reveal;

import io.guike.platform.Page;
import io.guike.reveal.Reveals.RevealView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office reads who saw what. */
@Path("/api/hq/reveals")
class HqRevealResource {

    @Inject
    Reveals reveals;

    @GET
    public Uni<Page<RevealView>> list(
            @QueryParam("personId") @Nullable UUID person,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return reveals.list(person, cursor, Page.size(limit));
    }
}
