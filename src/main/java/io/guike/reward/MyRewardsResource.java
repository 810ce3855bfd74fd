package io.guike.reward;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.reward.RewardOrders.Asked;
import io.guike.reward.Showcase.ShowcaseView;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A shopper exchanges points. Answers with codes may be stored nowhere on the way. */
@Path("/api/me")
class MyRewardsResource {

    @Inject
    Showcase showcase;

    @Inject
    RewardOrders orders;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    record NewOrder(@NotNull UUID rewardId, @Min(1) long points) {}

    @GET
    @Path("/rewards")
    public Uni<ShowcaseView> rewards(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return showcase.of(current.get().id(), cursor, Page.size(limit));
    }

    /**
     * The order's own key makes it happen once, for good; no answer is kept for repeats, because it holds the code.
     */
    @POST
    @Path("/reward-orders")
    public Uni<Response> order(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewOrder wish) {
        Asked asked = new Asked(sound(key), wish.rewardId(), wish.points());
        return orders.order(current.get(), asked)
                .map(order -> Response.status(201)
                        .entity(order)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    private static String sound(@Nullable String key) {
        if (key == null || key.isBlank()) {
            throw PlatformProblem.KEY_MISSING.problem();
        }
        if (key.length() < 8 || key.length() > 100) {
            throw PlatformProblem.REQUEST_INVALID.because("Idempotency-Key has 8 to 100 characters");
        }
        return key;
    }

    @GET
    @Path("/reward-orders")
    public Uni<Response> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return orders.of(current.get().id(), true, cursor, Page.size(limit))
                .map(page -> Response.ok(page)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    @POST
    @Path("/reward-orders/{orderId}/cancellation")
    public Uni<Response> cancel(@HeaderParam("Idempotency-Key") @Nullable String key, @PathParam("orderId") UUID id) {
        Caller caller = current.get();
        return idempotency.once(key, "reward.cancel:" + id, Map.of(), 200, () -> orders.cancelMine(caller, id));
    }
}
