package io.guike.reward;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.Role;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The staff of a store hand goods over. */
@Path("/api/counter/{storeId}")
class CounterRewardsResource {

    @Inject
    Handovers handovers;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    /** Never shown by {@link #toString}. */
    record Shown(@NotBlank @Size(max = 20) String code) {

        @Override
        public String toString() {
            return "Shown[]";
        }
    }

    @POST
    @Path("/reward-checks")
    public Uni<OrderView> look(@PathParam("storeId") UUID store, @Valid @NotNull Shown shown) {
        return handovers.mayTry(of(store)).chain(() -> handovers.look(store, shown.code()));
    }

    @POST
    @Path("/reward-handovers")
    public Uni<Response> handOver(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("storeId") UUID store,
            @Valid @NotNull Shown shown) {
        Caller by = of(store);
        return handovers
                .mayTry(by)
                .chain(() -> idempotency.once(
                        key,
                        "reward.hand-over:" + store,
                        shown,
                        200,
                        () -> handovers.handOver(by, store, shown.code())));
    }

    @GET
    @Path("/reward-handovers")
    public Uni<Page<OrderView>> list(
            @PathParam("storeId") UUID store,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        of(store);
        return handovers.of(store, cursor, Page.size(limit));
    }

    /** Only the staff of that very store. */
    private Caller of(UUID store) {
        Caller caller = current.get();
        Set<Role> roles = caller.stores().getOrDefault(store, Set.of());
        if (!roles.contains(Role.PROMOTER) && !roles.contains(Role.STORE_MANAGER)) {
            throw PlatformProblem.FORBIDDEN.problem();
        }
        return caller;
    }
}
