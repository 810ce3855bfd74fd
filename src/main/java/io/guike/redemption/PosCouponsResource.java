package io.guike.redemption;

import io.guike.access.RateLimits;
import io.guike.cardcode.CardCodes;
import io.guike.coupon.Channel;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.pos.CurrentPos;
import io.guike.pos.PosCaller;
import io.guike.pos.Right;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.Refund;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tills use coupons of the member whose card code they have read. No command takes an idempotency key, because the
 * reference is one at the client and store: the same again answers what stands. Whoever may no longer act in a store may not
 * go on with what was begun there either.
 */
@Path("/api/pos/coupons")
class PosCouponsResource {

    /** Of one client in one store, which has many tills. */
    private static final RateLimits.Limit QUOTED = new RateLimits.Limit("pos-coupon-quote", 300, Duration.ofMinutes(1));

    private static final int DEFAULT_MINUTES = 15;
    private static final int MOST_MINUTES = 24 * 60;

    @Inject
    Redemptions redemptions;

    @Inject
    Quotes quotes;

    @Inject
    CardCodes codes;

    @Inject
    Members members;

    @Inject
    RateLimits limits;

    @Inject
    Database database;

    @Inject
    CurrentPos current;

    @Inject
    Clock clock;

    record Asked(
            @NotBlank @Size(max = 200) String cardCode,
            @NotNull UUID storeId,
            @NotNull @Valid Basket basket) {

        @Override
        public String toString() {
            return "Asked at " + storeId;
        }
    }

    /** @param minutes how long they are set aside */
    record NewReservation(
            @NotBlank @Size(max = 200) String cardCode,
            @NotNull UUID storeId,
            @NotBlank @Size(max = 100) String reference,
            @NotEmpty @Size(max = 20) List<@NotNull UUID> couponIds,
            @NotNull @Valid Basket basket,
            @Min(1) @Max(MOST_MINUTES) @Nullable Integer minutes) {

        Duration life() {
            return Duration.ofMinutes(minutes == null ? DEFAULT_MINUTES : minutes);
        }

        @Override
        public String toString() {
            return "NewReservation " + reference;
        }
    }

    @POST
    @Path("quotes")
    public Uni<QuoteView> quote(@Valid @NotNull Asked asked) {
        PosCaller till = current.must(Right.COUPONS, asked.storeId());
        return limits.countOrPass(QUOTED, till.at(asked.storeId()))
                .chain(() -> codes.read(asked.cardCode()))
                .chain(read -> members.living(read.origin()))
                .chain(person ->
                        quotes.of(person, asked.basket(), new Occasion(clock.instant(), Channel.POS, asked.storeId())));
    }

    @POST
    @Path("reservations")
    public Uni<Response> reserve(@Valid @NotNull NewReservation wanted) {
        PosCaller till = current.must(Right.COUPONS, wanted.storeId());
        Instant until = clock.instant().plus(wanted.life());
        return database.tx(() -> codes.use(wanted.cardCode(), till.at(wanted.storeId()), wanted.reference(), false)
                        .chain(read -> redemptions.reserve(wish(till, wanted, read.origin()), until)))
                .map(view -> Response.status(201).entity(view).build());
    }

    private static Wish wish(PosCaller till, NewReservation wanted, UUID origin) {
        return new Wish(
                client(till, wanted.storeId()),
                wanted.reference(),
                origin,
                Channel.POS,
                wanted.storeId(),
                null,
                wanted.couponIds(),
                wanted.basket(),
                till.tag());
    }

    private static String client(PosCaller till, UUID store) {
        return "pos:" + till.at(store);
    }

    @GET
    @Path("reservations/{storeId}/{reference}")
    public Uni<RedemptionView> get(@PathParam("storeId") UUID store, @PathParam("reference") String reference) {
        return redemptions.get(client(current.must(Right.COUPONS, store), store), reference);
    }

    @POST
    @Path("reservations/{storeId}/{reference}/redemption")
    public Uni<RedemptionView> redeem(@PathParam("storeId") UUID store, @PathParam("reference") String reference) {
        PosCaller till = current.must(Right.COUPONS, store);
        return redemptions.redeem(client(till, store), reference, till.tag());
    }

    @DELETE
    @Path("reservations/{storeId}/{reference}")
    public Uni<RedemptionView> release(@PathParam("storeId") UUID store, @PathParam("reference") String reference) {
        PosCaller till = current.must(Right.COUPONS, store);
        return redemptions.release(client(till, store), reference, till.tag());
    }

    @POST
    @Path("reservations/{storeId}/{reference}/refunds")
    public Uni<RedemptionView> refund(
            @PathParam("storeId") UUID store, @PathParam("reference") String reference, @Valid @NotNull Refund refund) {
        PosCaller till = current.must(Right.COUPONS, store);
        return redemptions.returned(client(till, store), reference, refund, till.tag());
    }
}
