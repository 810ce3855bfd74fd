package io.guike.attribution;

import io.guike.access.CurrentCaller;
import io.guike.attribution.OwnerRuns.Kind;
import io.guike.attribution.OwnerRuns.RunView;
import io.guike.attribution.Policies.PolicyView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/attribution")
class PoliciesResource {

    @Inject
    Policies policies;

    @Inject
    PolicySwitch policySwitch;

    @Inject
    OwnerRuns runs;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record DryRun(
            AttributionPolicy.@NotNull Rule rule, @Nullable Integer days) {}

    record Switch(
            @NotNull UUID dryRunId,
            @NotNull @Size(max = 200) String note) {}

    /** The first one is in force. */
    record PoliciesView(List<PolicyView> items) {}

    @GET
    @Path("/policies")
    public Uni<PoliciesView> list() {
        return policies.all().map(PoliciesView::new);
    }

    @POST
    @Path("/dry-runs")
    public Uni<Response> dryRun(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull DryRun asked) {
        AttributionPolicy policy = AttributionPolicy.tried(asked.rule(), asked.days());
        return idempotency.once(
                key, "attribution.dry-run", asked, 202, () -> runs.ask(caller.get(), Kind.DRY_RUN, policy));
    }

    @POST
    @Path("/policies")
    public Uni<Response> change(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull Switch asked) {
        return idempotency.once(
                key,
                "attribution.policy",
                asked,
                201,
                () -> policySwitch.to(caller.get(), asked.dryRunId(), asked.note()));
    }

    @POST
    @Path("/replays")
    public Uni<Response> replay(@HeaderParam("Idempotency-Key") @Nullable String key) {
        return idempotency.once(
                key, "attribution.replay", Map.of(), 202, () -> runs.ask(caller.get(), Kind.REPLAY, Map.of()));
    }

    @GET
    @Path("/runs/{runId}")
    public Uni<RunView> run(@PathParam("runId") UUID run) {
        return runs.view(run);
    }
}
