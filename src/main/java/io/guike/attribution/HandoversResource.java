package io.guike.attribution;

import io.guike.access.CurrentCaller;
import io.guike.attribution.Handovers.Asked;
import io.guike.attribution.Handovers.Mode;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Path("/api/hq/handovers")
class HandoversResource {

    @Inject
    Handovers handovers;

    @Inject
    OwnerRuns runs;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record To(
            @NotNull UUID staffId,
            @Nullable @Min(1) @Max(10_000_000) Integer count) {}

    record Handover(
            @NotNull UUID fromStaffId,
            @NotNull Mode mode,
            @NotNull @Size(max = Handovers.MOST_TARGETS) List<@Valid @NotNull To> to,
            boolean restToStore,
            @NotBlank @Size(max = 200) String reason) {}

    /** Progress is read as of any run: {@code GET /api/hq/attribution/runs/{id}}. */
    @POST
    public Uni<Response> begin(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull Handover asked) {
        return idempotency.once(
                key,
                "attribution.handover",
                asked,
                202,
                () -> handovers
                        .plan(
                                caller.get(),
                                asked.fromStaffId(),
                                asked.mode(),
                                asked.to().stream()
                                        .map(to -> new Asked(to.staffId(), to.count()))
                                        .toList(),
                                asked.restToStore(),
                                asked.reason())
                        .chain(plan -> runs.ask(caller.get(), OwnerRuns.Kind.HANDOVER, plan)));
    }
}
