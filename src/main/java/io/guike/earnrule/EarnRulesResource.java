package io.guike.earnrule;

import com.fasterxml.jackson.databind.JsonNode;
import io.guike.access.CurrentCaller;
import io.guike.earnrule.RuleVersions.RulesView;
import io.guike.earnrule.RuleVersions.VersionView;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Head office writes and publishes the rules by which points are earned. */
@Path("/api/hq/earn-rules")
class EarnRulesResource {

    @Inject
    RuleVersions versions;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Draft(
            @NotBlank @Size(max = 200) String note, @NotNull JsonNode rules) {}

    record Change(
            @Min(1) int revision,
            @NotBlank @Size(max = 200) String note,
            @NotNull JsonNode rules) {}

    record Publication(@Min(1) int revision, @Nullable Instant validFrom) {}

    @GET
    public Uni<Page<VersionView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return versions.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> draft(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull Draft draft) {
        return idempotency.once(
                key, "earnrule.draft", draft, 201, () -> versions.draft(caller.get(), draft.note(), draft.rules()));
    }

    @GET
    @Path("/{version}")
    public Uni<RulesView> get(@PathParam("version") int version) {
        return versions.get(version);
    }

    @PUT
    @Path("/{version}")
    public Uni<RulesView> change(@PathParam("version") int version, @Valid @NotNull Change change) {
        return versions.change(caller.get(), version, change.revision(), change.note(), change.rules());
    }

    @POST
    @Path("/{version}/publication")
    public Uni<Response> publish(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("version") int version,
            @Valid @NotNull Publication wish) {
        return idempotency.once(
                key,
                "earnrule.publish:" + version,
                wish,
                200,
                () -> versions.publish(caller.get(), version, wish.revision(), wish.validFrom()));
    }
}
