package io.guike.store;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** Everybody: where is the next store. */
@Path("/api/open/stores")
class OpenStoreResource {

    @Inject
    Stores stores;

    record NearestView(List<Stores.NearStoreView> items) {}

    @GET
    @Path("nearest")
    public Uni<NearestView> nearest(
            @QueryParam("latitude") @NotNull @DecimalMin("-90") @DecimalMax("90") Double latitude,
            @QueryParam("longitude") @NotNull @DecimalMin("-180") @DecimalMax("180") Double longitude,
            @QueryParam("limit") @DefaultValue("10") @Min(1) @Max(50) int limit) {
        return stores.nearest(latitude, longitude, limit).map(NearestView::new);
    }
}
