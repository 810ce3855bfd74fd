package io.guike.attribution;

import io.guike.access.CurrentCaller;
import io.guike.attribution.Attributions.AttributionView;
import io.guike.attribution.Customers.CustomerView;
import io.guike.attribution.Numbers.DayView;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a promoter sees: their own customers, and their own numbers. */
@Path("/api/promoter")
class PromoterResource {

    @Inject
    Customers customers;

    @Inject
    Attributions attributions;

    @Inject
    Numbers numbers;

    @Inject
    CurrentCaller caller;

    record DaysView(List<DayView> items) {}

    @GET
    @Path("/customers")
    public Uni<Page<CustomerView>> mine(
            @QueryParam("source") @Nullable String source,
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return customers.ofPromoter(caller.get().id(), new Customers.Filter(source, text, cursor, Page.size(limit)));
    }

    /** Somebody else's customer is as unknown as nobody's. */
    @GET
    @Path("/customers/{personId}")
    public Uni<AttributionView> one(@PathParam("personId") UUID person) {
        UUID me = caller.get().id();
        return attributions.of(person).map(view -> {
            if (!me.equals(view.customer().staffId())) {
                throw AttributionProblem.PERSON_UNKNOWN.problem();
            }
            return view.seenBy(me);
        });
    }

    @GET
    @Path("/numbers")
    public Uni<DaysView> numbers(
            @QueryParam("from") @Nullable LocalDate from, @QueryParam("to") @Nullable LocalDate to) {
        return numbers.ofPromoter(caller.get().id(), numbers.range(from, to)).map(DaysView::new);
    }
}
