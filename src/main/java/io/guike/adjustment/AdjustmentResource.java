package io.guike.adjustment;

import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adjustments that wait, and what becomes of them. */
@Path("/api/hq/point-adjustments")
class AdjustmentResource {

    @Inject
    Adjustments adjustments;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Rejection(@NotBlank @Size(max = 200) String reason) {}

    @GET
    public Uni<Page<AdjustmentView>> list(
            @QueryParam("waiting") @DefaultValue("false") boolean waiting,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return adjustments.list(waiting, cursor, Page.size(limit));
    }

    @POST
    @Path("/{id}/approval")
    public Uni<Response> approve(@HeaderParam("Idempotency-Key") @Nullable String key, @PathParam("id") UUID id) {
        return idempotency.once(
                key, "points.adjust-approve:" + id, Map.of(), 200, () -> adjustments.approve(id, caller.get()));
    }

    @POST
    @Path("/{id}/rejection")
    public Uni<Response> reject(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @Valid @NotNull Rejection rejection) {
        return idempotency.once(
                key,
                "points.adjust-reject:" + id,
                rejection,
                200,
                () -> adjustments.reject(id, rejection.reason(), caller.get()));
    }
}
