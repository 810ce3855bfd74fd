package io.guike.earning;

import io.guike.earning.PeopleEarnings.OccasionView;
import io.guike.member.Members;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office looks at why somebody earned what they earned, or nothing. */
@Path("/api/hq/people")
class PeopleEarningsResource {

    @Inject
    Members members;

    @Inject
    PeopleEarnings earnings;

    @GET
    @Path("/{personId}/earnings")
    public Uni<Page<OccasionView>> list(
            @PathParam("personId") UUID person,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = Page.size(limit);
        return members.living(person).chain(living -> earnings.of(living, cursor, size));
    }
}
