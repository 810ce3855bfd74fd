package io.guike.grant;

import io.guike.access.CurrentCaller;
import io.guike.grant.Issues.LineView;
import io.guike.grant.Issues.RunView;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office gives a coupon to a list of members. */
@Path("/api/hq/coupon-issues")
class HqIssuesResource {

    @Inject
    Issues issues;

    @Inject
    Idempotency idempotency;

    @Inject
    Vertx vertx;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<Page<RunView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return issues.list(cursor, Page.size(limit));
    }

    @POST
    @Consumes("text/csv")
    public Uni<Response> start(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("templateId") @NotNull UUID template,
            @QueryParam("name") @NotBlank @Size(max = 60) String name,
            byte[] file) {
        Map<String, ?> command = Map.of("template", template, "name", name);
        return read(file)
                .chain(list -> idempotency.once(
                        key,
                        "coupon-issue:" + list.sha256(),
                        command,
                        202,
                        () -> issues.start(caller.get(), template, name, list.lines())));
    }

    private record Sent(List<MemberList.Line> lines, String sha256) {}

    /** A long list would hold up the event loop. */
    private Uni<Sent> read(byte[] file) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(() -> new Sent(MemberList.read(file), sha256(file)), false)
                        .toCompletionStage());
    }

    private static String sha256(byte[] file) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    @GET
    @Path("{runId}")
    public Uni<RunView> get(@PathParam("runId") UUID id) {
        return issues.get(id);
    }

    @GET
    @Path("{runId}/lines")
    public Uni<Page<LineView>> lines(
            @PathParam("runId") UUID id,
            @QueryParam("outcome") @Nullable LineOutcome outcome,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return issues.lines(id, outcome, cursor, Page.size(limit));
    }

    @POST
    @Path("{runId}/again")
    public Uni<RunView> again(@PathParam("runId") UUID id) {
        return issues.again(caller.get(), id);
    }
}
