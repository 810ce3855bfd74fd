package io.guike.redemption;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.RateLimits;
import io.guike.coupon.Channel;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A shopper asks what their coupons are worth for a basket. */
@Path("/api/me/coupon-quotes")
class MyQuotesResource {

    /** A basket changes as fast as somebody taps; nobody taps faster. */
    private static final RateLimits.Limit ASKED = new RateLimits.Limit("coupon-quote", 60, Duration.ofMinutes(1));

    @Inject
    Quotes quotes;

    @Inject
    RateLimits limits;

    @Inject
    CurrentCaller caller;

    @Inject
    Clock clock;

    /** @param channel null for an order in the mini-program */
    record Asked(
            @NotNull @Valid Basket basket,
            @Nullable UUID storeId,
            @Nullable Channel channel) {

        Channel where() {
            return channel == null ? Channel.MINI_PROGRAM : channel;
        }
    }

    @POST
    public Uni<QuoteView> quote(@Valid @NotNull Asked asked) {
        Caller shopper = caller.get();
        return limits.countOrPass(ASKED, shopper.id().toString())
                .chain(() -> quotes.of(
                        shopper.id(), asked.basket(), new Occasion(clock.instant(), asked.where(), asked.storeId())));
    }
}
