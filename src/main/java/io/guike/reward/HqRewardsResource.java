package io.guike.reward;

import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.guike.reward.Rewards.RewardView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office keeps the catalogue. */
@Path("/api/hq/rewards")
class HqRewardsResource {

    @Inject
    Rewards rewards;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Change(
            @Min(1) int revision,
            boolean open,
            @Valid @NotNull RewardFacts facts) {}

    @GET
    public Uni<Page<RewardView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return rewards.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> create(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull RewardFacts facts) {
        return idempotency.once(key, "reward.create", facts, 201, () -> rewards.create(caller.get(), facts));
    }

    @GET
    @Path("/{rewardId}")
    public Uni<RewardView> get(@PathParam("rewardId") UUID id) {
        return rewards.get(id);
    }

    @PUT
    @Path("/{rewardId}")
    public Uni<RewardView> change(@PathParam("rewardId") UUID id, @Valid @NotNull Change change) {
        return rewards.change(caller.get(), id, change.revision(), change.open(), change.facts());
    }
}
