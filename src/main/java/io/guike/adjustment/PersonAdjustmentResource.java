package io.guike.adjustment;

import io.guike.access.CurrentCaller;
import io.guike.adjustment.Adjustments.Wish;
import io.guike.platform.PlatformProblem;
import io.guike.points.Expiry;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office gives points to a person, or takes some. */
@Path("/api/hq/people")
class PersonAdjustmentResource {

    @Inject
    Adjustments adjustments;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller caller;

    /** @param expiry absent means for ever */
    record NewAdjustment(
            @Min(-1_000_000_000) @Max(1_000_000_000) long points,
            @Size(max = 40) @Nullable String expiry,
            @NotBlank @Size(max = 200) String reason) {

        Wish of(UUID person) {
            if (points == 0) {
                throw PlatformProblem.REQUEST_INVALID.because("points are not 0");
            }
            try {
                return new Wish(person, points, expiry == null ? Expiry.NEVER : Expiry.parse(expiry), reason);
            } catch (IllegalArgumentException e) {
                throw PlatformProblem.REQUEST_INVALID.because("no such expiry");
            }
        }
    }

    @POST
    @Path("/{personId}/points/adjustments")
    public Uni<Response> adjust(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @PathParam("personId") UUID person,
            @Valid @NotNull NewAdjustment adjustment) {
        Wish wish = adjustment.of(person);
        return idempotency.once(
                key, "points.adjust:" + person, adjustment, 201, () -> adjustments.ask(wish, caller.get()));
    }
}
