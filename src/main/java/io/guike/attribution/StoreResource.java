package io.guike.attribution;

import io.guike.access.CurrentCaller;
import io.guike.access.Role;
import io.guike.attribution.Customers.CustomerView;
import io.guike.attribution.Numbers.DayView;
import io.guike.attribution.Numbers.Range;
import io.guike.attribution.Numbers.ShareView;
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

/** What a store manager sees: the customers and numbers of that store. */
@Path("/api/store/{storeId}")
class StoreResource {

    @Inject
    Customers customers;

    @Inject
    Numbers numbers;

    @Inject
    CurrentCaller caller;

    record DaysView(List<DayView> items) {}

    record SharesView(List<ShareView> items) {}

    @GET
    @Path("/customers")
    public Uni<Page<CustomerView>> customers(
            @PathParam("storeId") UUID store,
            @QueryParam("source") @Nullable String source,
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return customers.ofStore(mine(store), new Customers.Filter(source, text, cursor, Page.size(limit)));
    }

    @GET
    @Path("/numbers/days")
    public Uni<DaysView> days(
            @PathParam("storeId") UUID store,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to) {
        return numbers.ofStore(mine(store), range(from, to)).map(DaysView::new);
    }

    @GET
    @Path("/numbers/codes")
    public Uni<SharesView> codes(
            @PathParam("storeId") UUID store,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to) {
        return numbers.ofStoreByCode(mine(store), range(from, to)).map(SharesView::new);
    }

    @GET
    @Path("/numbers/promoters")
    public Uni<SharesView> promoters(
            @PathParam("storeId") UUID store,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to) {
        return numbers.ofStoreByPromoter(mine(store), range(from, to)).map(SharesView::new);
    }

    private Range range(@Nullable LocalDate from, @Nullable LocalDate to) {
        return numbers.range(from, to);
    }

    private UUID mine(UUID store) {
        caller.get().mustBe(Role.STORE_MANAGER, store);
        return store;
    }
}
