package io.guike.reward;

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

/** Head office looks at somebody's orders. */
@Path("/api/hq/people")
class PeopleRewardsResource {

    @Inject
    RewardOrders orders;

    @Inject
    Members members;

    @GET
    @Path("/{personId}/reward-orders")
    public Uni<Page<OrderView>> list(
            @PathParam("personId") UUID person,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = Page.size(limit);
        return members.living(person).chain(living -> orders.of(living, false, cursor, size));
    }
}
