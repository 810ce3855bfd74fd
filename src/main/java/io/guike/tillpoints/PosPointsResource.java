package io.guike.tillpoints;

import io.guike.points.HoldView;
import io.guike.pos.CurrentPos;
import io.guike.pos.PosCaller;
import io.guike.pos.Right;
import io.guike.tillpoints.TillHolds.Wish;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tills take points: authorize with the card code, then capture or void. */
@Path("/api/pos/points")
class PosPointsResource {

    @Inject
    TillHolds holds;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentPos current;

    record NewHold(
            @NotBlank @Size(max = 200) String cardCode,
            @Min(1) @Max(1_000_000_000) long points,
            @NotNull UUID storeId,
            @NotBlank @Size(max = 100) String reference) {}

    record Capture(@Min(1) @Max(1_000_000_000) long points) {}

    record Refund(
            @Min(1) @Max(1_000_000_000) long points,
            @NotBlank @Size(max = 100) String reference) {}

    /**
     * @param storeId of the hold
     * @param reference that it was set aside under
     * @param refundReference unique for the hold
     */
    record NamedRefund(
            @NotNull UUID storeId,
            @NotBlank @Size(max = 100) String reference,
            @Min(1) @Max(1_000_000_000) long points,
            @NotBlank @Size(max = 100) String refundReference) {}

    @POST
    @Path("/holds")
    public Uni<Response> authorize(@HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NewHold hold) {
        PosCaller client = current.must(Right.POINTS, hold.storeId());
        Wish wish = new Wish(hold.cardCode(), hold.points(), hold.storeId(), hold.reference());
        return idempotency.once(key, "points.hold", hold, 201, () -> holds.authorize(wish, client));
    }

    @GET
    @Path("/holds")
    public Uni<HoldView> named(
            @QueryParam("storeId") @NotNull UUID store,
            @QueryParam("reference") @NotBlank @Size(max = 100) String reference) {
        return holds.get(store, reference, current.must(Right.POINTS, store));
    }

    @GET
    @Path("/holds/{id}")
    public Uni<HoldView> get(@PathParam("id") UUID id) {
        return holds.get(id, current.must(Right.POINTS));
    }

    @POST
    @Path("/holds/{id}/capture")
    public Uni<Response> capture(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @Valid @NotNull Capture capture) {
        PosCaller client = current.must(Right.POINTS);
        return idempotency.once(
                key, "points.capture:" + id, capture, 200, () -> holds.capture(id, capture.points(), client));
    }

    /** Needs no key: a hold ends once. */
    @DELETE
    @Path("/holds/{id}")
    public Uni<HoldView> voidHold(@PathParam("id") UUID id) {
        PosCaller client = current.must(Right.POINTS);
        return holds.voidHold(id, client);
    }

    @POST
    @Path("/holds/{id}/refunds")
    public Uni<Response> refund(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("id") UUID id,
            @Valid @NotNull Refund refund) {
        PosCaller client = current.must(Right.POINTS);
        return idempotency.once(
                key,
                "points.refund:" + id,
                refund,
                201,
                () -> holds.refund(id, refund.points(), refund.reference(), client));
    }

    @POST
    @Path("/refunds")
    public Uni<Response> refundNamed(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Valid @NotNull NamedRefund refund) {
        PosCaller client = current.must(Right.POINTS, refund.storeId());
        return idempotency.once(
                key,
                "points.refund",
                refund,
                201,
                () -> holds.refund(
                        refund.storeId(), refund.reference(), refund.points(), refund.refundReference(), client));
    }
}
