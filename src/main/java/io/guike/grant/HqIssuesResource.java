package io.guike.grant;

import io.guike.access.CurrentCaller;
import io.guike.grant.Issues.LineView;
import io.guike.grant.Issues.Plan;
import io.guike.grant.Issues.RunView;
import io.guike.imports.Uploads.Manifest;
import io.guike.imports.Uploads.PartView;
import io.guike.imports.Uploads.PartsView;
import io.guike.imports.Worker;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office gives a coupon to a list of members. */
@Path("/api/hq/coupon-issues")
class HqIssuesResource {

    @Inject
    Issues issues;

    @Inject
    Worker worker;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record NewRun(
            @NotNull UUID templateId,
            @NotBlank @Size(max = 60) String name,

            @Pattern(regexp = "UTF-8|GBK|GB2312|GB18030") @Nullable
            String charset) {}

    @GET
    public Uni<Page<RunView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return issues.list(cursor, Page.size(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewRun run) {
        Plan plan = new Plan(run.templateId(), run.name(), run.charset());
        return idempotency.once(key, "coupon-issue-create", run, 201, () -> issues.create(caller.get(), plan));
    }

    @POST
    @Consumes("text/csv")
    public Uni<Response> issueWhole(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            @QueryParam("templateId") @NotNull UUID template,
            @QueryParam("name") @NotBlank @Size(max = 60) String name,
            byte[] file) {
        Plan plan = new Plan(template, name, type.getParameters().get(MediaType.CHARSET_PARAMETER));
        return worker.sha256(file)
                .chain(sha256 -> idempotency.once(
                        key,
                        "coupon-issue",
                        Map.of("file", sha256, "plan", "" + plan),
                        202,
                        () -> issues.issueWhole(caller.get(), plan, file)));
    }

    @GET
    @Path("{runId}")
    public Uni<RunView> get(@PathParam("runId") UUID id) {
        return issues.get(id);
    }

    @GET
    @Path("{runId}/parts")
    public Uni<PartsView> parts(@PathParam("runId") UUID id) {
        return issues.parts(id);
    }

    @PUT
    @Path("{runId}/parts/{number}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Uni<PartView> put(@PathParam("runId") UUID id, @PathParam("number") int number, byte[] bytes) {
        return issues.put(id, number, bytes);
    }

    @POST
    @Path("{runId}/start")
    public Uni<Response> start(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("runId") UUID id,
            @NotNull @Valid Manifest told) {
        return idempotency.once(key, "coupon-issue-start:" + id, told, 202, () -> issues.start(caller.get(), id, told));
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
