package io.guike.work;

import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/failed-work")
class FailedWorkResource {

    @Inject
    FailedWork work;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<Page<FailedWork.FailedView>> list(
            @QueryParam("queue") @Nullable String queue,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return work.list(queue, cursor, Page.size(limit));
    }

    @POST
    @Path("/{queue}/{id}/retry")
    public Uni<Response> retry(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("queue") String queue,
            @PathParam("id") UUID id) {
        return idempotency.once(
                key, "work.retry:" + queue + ":" + id, "", 202, () -> work.retry(caller.get(), queue, id));
    }
}
