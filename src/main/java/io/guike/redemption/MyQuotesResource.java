package io.guike.redemption;

import io.guike.access.CurrentCaller;
import io.guike.coupon.Channel;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A shopper asks what their coupons are worth for a basket. */
@Path("/api/me/coupon-quotes")
class MyQuotesResource {

    @Inject
    Quotes quotes;

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
        return quotes.of(
                caller.get().id(), asked.basket(), new Occasion(clock.instant(), asked.where(), asked.storeId()));
    }
}
