package io.guike.roster;

import io.guike.access.CurrentCaller;
import io.guike.imports.Uploads.Manifest;
import io.guike.imports.Uploads.PartView;
import io.guike.imports.Uploads.PartsView;
import io.guike.imports.Worker;
import io.guike.platform.Page;
import io.guike.roster.Rosters.Plan;
import io.guike.roster.Rosters.RunView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/imports/rosters")
class RostersResource {

    @Inject
    Rosters rosters;

    @Inject
    Quarantine quarantine;

    @Inject
    Worker worker;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    record NewRun(
            @Size(min = 1, max = 120) @Nullable String fileName,

            @Pattern(regexp = "UTF-8|GBK|GB2312|GB18030") @Nullable
            String charset,

            @Nullable UUID corrects) {}

    @GET
    public Uni<Page<RunView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return rosters.list(cursor, Page.size(limit));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> create(@HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewRun run) {
        Plan plan = new Plan(run.fileName(), run.charset(), run.corrects());
        return idempotency.once(key, "roster-create", run, 201, () -> rosters.create(current.get(), plan));
    }

    @POST
    @Consumes("text/csv")
    public Uni<Response> importWhole(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            @QueryParam("fileName") @Size(min = 1, max = 120) @Nullable String fileName,
            @QueryParam("corrects") @Nullable UUID corrects,
            byte[] file) {
        Plan plan = new Plan(fileName, type.getParameters().get(MediaType.CHARSET_PARAMETER), corrects);
        return worker.sha256(file)
                .chain(sha256 -> idempotency.once(
                        key,
                        "roster-import",
                        Map.of("file", sha256, "plan", "" + plan),
                        202,
                        () -> rosters.importWhole(current.get(), plan, file)));
    }

    @GET
    @Path("{id}")
    public Uni<RunView> get(@PathParam("id") UUID id) {
        return rosters.view(id);
    }

    @GET
    @Path("{id}/parts")
    public Uni<PartsView> parts(@PathParam("id") UUID id) {
        return rosters.parts(id);
    }

    @PUT
    @Path("{id}/parts/{number}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Uni<PartView> put(@PathParam("id") UUID id, @PathParam("number") int number, byte[] bytes) {
        return rosters.put(id, number, bytes);
    }

    @POST
    @Path("{id}/start")
    public Uni<Response> start(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @NotNull @Valid Manifest told) {
        return idempotency.once(key, "roster-start:" + id, told, 202, () -> rosters.start(current.get(), id, told));
    }

    @GET
    @Path("{id}/quarantine")
    public Uni<Page<Quarantine.LineView>> quarantined(
            @PathParam("id") UUID id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return quarantine.list(id, cursor, Page.size(limit));
    }

    @GET
    @Path("{id}/quarantine.csv")
    @Produces("text/csv;charset=utf-8")
    public Multi<String> download(@PathParam("id") UUID id) {
        return quarantine.csv(current.get(), id);
    }

    @DELETE
    @Path("{id}/quarantine")
    public Uni<Void> discard(@PathParam("id") UUID id) {
        return quarantine.discard(current.get(), id);
    }
}
