package io.guike.claim;

import io.guike.access.CurrentCaller;
import io.guike.claim.CodeBatches.BatchView;
import io.guike.claim.CodeBatches.Plan;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office makes batches of exchange codes, and takes them out once. */
@Path("/api/hq/exchange-batches")
class HqCodeBatchesResource {

    @Inject
    CodeBatches batches;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewBatch(
            @NotNull UUID templateId,
            @NotBlank @Size(max = 60) String name,
            @NotNull @Min(1) @Max(CodeBatches.MOST_CODES) Integer codes,
            @NotNull @Min(1) @Max(CodeBatches.MOST_USES) Integer uses,
            @NotNull Instant startsAt,
            @NotNull Instant endsAt) {

        Plan plan() {
            return new Plan(templateId, name, codes, uses, startsAt, endsAt);
        }
    }

    @GET
    public Uni<Page<BatchView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return batches.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewBatch batch) {
        return idempotency.once(key, "exchange-batch", batch, 201, () -> batches.create(caller.get(), batch.plan()));
    }

    @GET
    @Path("{batchId}")
    public Uni<BatchView> get(@PathParam("batchId") UUID id) {
        return batches.get(id);
    }

    /** No idempotency key: a stored answer would hold the codes in clear. */
    @POST
    @Path("{batchId}/codes")
    public Uni<Response> handOut(@PathParam("batchId") UUID id) {
        return batches.handOut(caller.get(), id)
                .map(csv -> Response.ok(csv, "text/csv;charset=utf-8")
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"codes.csv\"")
                        .build());
    }

    @POST
    @Path("{batchId}/stop")
    public Uni<BatchView> stop(@PathParam("batchId") UUID id) {
        return batches.stop(caller.get(), id);
    }
}
