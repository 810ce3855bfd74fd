package io.guike.reward;

import io.guike.access.CurrentCaller;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office cancels what was not collected. */
@Path("/api/hq/reward-orders")
class HqRewardOrdersResource {

    @Inject
    RewardOrders orders;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Cancellation(@NotBlank @Size(max = 200) String reason) {}

    @POST
    @Path("/{orderId}/cancellation")
    public Uni<Response> cancel(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("orderId") UUID id,
            @Valid @NotNull Cancellation wish) {
        return idempotency.once(
                key, "reward.cancel:" + id, wish, 200, () -> orders.cancel(caller.get(), id, wish.reason()));
    }
}
