package io.guike.scancode;

import io.guike.access.CurrentCaller;
import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.platform.Page;
import io.guike.scancode.Prints.Format;
import io.guike.scancode.Prints.Looks;
import io.guike.scancode.ScanCodes.CodeOrder;
import io.guike.scancode.ScanCodes.PromoterOrder;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/scan-codes")
class ScanCodeResource {

    private static final String KEY = "Idempotency-Key";

    @Inject
    ScanCodes codes;

    @Inject
    CodeViews views;

    @Inject
    Prints prints;

    @Inject
    RateLimits limits;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    @POST
    public Uni<Response> issue(@HeaderParam(KEY) @Nullable String key, @Valid @NotNull CodeOrder order) {
        return idempotency.once(key, "scancode.issue", order, 201, () -> codes.issue(caller.get(), order));
    }

    @POST
    @Path("/bulk")
    public Uni<Response> issueForPromoters(
            @HeaderParam(KEY) @Nullable String key, @Valid @NotNull PromoterOrder order) {
        return idempotency.once(
                key, "scancode.issue-bulk", order, 201, () -> codes.issueForPromoters(caller.get(), order));
    }

    @GET
    public Uni<Page<CodeView>> list(
            @QueryParam("storeId") @Nullable UUID storeId,
            @QueryParam("staffId") @Nullable UUID staffId,
            @QueryParam("kind") @Nullable CodeKind kind,
            @QueryParam("state") CodeView.@Nullable State state,
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return views.list(new CodeViews.Wanted(storeId, staffId, kind, state, text), cursor, Page.size(limit));
    }

    @GET
    @Path("/{id}")
    public Uni<CodeView> get(@PathParam("id") UUID id) {
        return views.view(id);
    }

    @POST
    @Path("/{id}/retirement")
    public Uni<Response> retire(@HeaderParam(KEY) @Nullable String key, @PathParam("id") UUID id) {
        return idempotency.once(key, "scancode.retire:" + id, "", 200, () -> codes.retire(caller.get(), id));
    }

    @POST
    @Path("/{id}/retry")
    public Uni<Response> retry(@HeaderParam(KEY) @Nullable String key, @PathParam("id") UUID id) {
        return idempotency.once(key, "scancode.retry:" + id, "", 200, () -> codes.retry(caller.get(), id));
    }

    @GET
    @Path("/{id}/picture")
    public Uni<Response> picture(
            @PathParam("id") UUID id,
            @QueryParam("medium") @NotNull Medium medium,
            @QueryParam("format") @Nullable Format format,
            @QueryParam("size") @Nullable Integer size,
            @Context HttpServerRequest request) {
        return limits.countOrPass(
                        Prints.PER_ADDRESS, Network.of(request.remoteAddress().hostAddress()))
                .chain(() -> prints.picture(id, null, new Looks(medium, format, size)))
                .map(Prints.Picture::answer);
    }

    @GET
    @Path("/archive")
    public Uni<Response> archive(
            @QueryParam("storeId") List<UUID> storeIds,
            @QueryParam("id") List<UUID> ids,
            @QueryParam("medium") @Nullable Medium medium,
            @QueryParam("size") @Nullable Integer size) {
        return prints.archive(storeIds, ids, medium, size)
                .map(bytes -> new Prints.Picture(bytes, "application/zip", "scan-codes.zip").answer());
    }
}
