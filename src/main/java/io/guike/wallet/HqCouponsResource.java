package io.guike.wallet;

import io.guike.access.CurrentCaller;
import io.guike.wallet.Wallet.HistoryView;
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
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office looks at a coupon, and takes it away. */
@Path("/api/hq/coupons")
class HqCouponsResource {

    @Inject
    Wallet wallet;

    @Inject
    Revocations revocations;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    record Revocation(@NotBlank @Size(max = 200) String reason) {}

    @GET
    @Path("{id}")
    public Uni<HistoryView> get(@PathParam("id") UUID id) {
        return wallet.history(id);
    }

    @POST
    @Path("{id}/revoke")
    public Uni<Response> revoke(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @Valid @NotNull Revocation wanted) {
        return idempotency.once(
                key, "coupon.revoke:" + id, wanted, 200, () -> revocations.revoke(caller.get(), id, wanted.reason()));
    }
}
