package io.guike.counter;

import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;

/** The code that a shopper shows at the counter. */
@Path("/api/me/coupons/{id}/code")
class MyCodeResource {

    /** A screen asks once in two minutes. */
    private static final RateLimits.Limit CODES = new RateLimits.Limit("coupon-code", 120, Duration.ofMinutes(10));

    @Inject
    CouponCodes codes;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    @GET
    public Uni<Response> code(@PathParam("id") UUID id) {
        return limits.countOrPass(CODES, caller.get().tag())
                .chain(() -> codes.make(caller.get().id(), id))
                .map(code -> Response.ok(code)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }
}
