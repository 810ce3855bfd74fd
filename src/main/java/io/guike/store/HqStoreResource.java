package io.guike.store;

import io.guike.access.CurrentCaller;
import io.guike.imports.Imports;
import io.guike.platform.Page;
import io.guike.work.Idempotency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Head office: regions and stores. */
@Path("/api/hq")
class HqStoreResource {

    @Inject
    Regions regions;

    @Inject
    Stores stores;

    @Inject
    StoreImport storeImport;

    @Inject
    Imports imports;

    @Inject
    Idempotency idempotency;

    @Inject
    CurrentCaller current;

    record NewRegion(
            @NotBlank @Size(max = 32) @Pattern(regexp = Stores.CODE)
            String code,

            @NotBlank @Size(max = 50) String name,
            @Nullable UUID parentId) {}

    record RegionChange(
            @NotBlank @Size(max = 32) @Pattern(regexp = Stores.CODE)
            String code,

            @NotBlank @Size(max = 50) String name,
            @Nullable UUID parentId,
            @NotNull Integer version) {}

    record NewStore(
            @NotBlank @Size(max = 32) @Pattern(regexp = Stores.CODE)
            String code,

            @NotBlank @Size(max = 60) String name,
            @NotNull UUID regionId,
            @NotBlank @Size(max = 200) String address,
            @NotNull @DecimalMin("-90") @DecimalMax("90") Double latitude,
            @NotNull @DecimalMin("-180") @DecimalMax("180") Double longitude,
            @Nullable @Size(max = 32) String phone,
            @Nullable @Valid OpeningHours hours) {

        Stores.StoreFacts facts() {
            return new Stores.StoreFacts(code, name, regionId, address, latitude, longitude, phone);
        }
    }

    record StoreChange(
            @NotBlank @Size(max = 32) @Pattern(regexp = Stores.CODE)
            String code,

            @NotBlank @Size(max = 60) String name,
            @NotNull UUID regionId,
            @NotBlank @Size(max = 200) String address,
            @NotNull @DecimalMin("-90") @DecimalMax("90") Double latitude,
            @NotNull @DecimalMin("-180") @DecimalMax("180") Double longitude,
            @Nullable @Size(max = 32) String phone,
            @NotNull StoreView.State state,
            @NotNull Integer version) {

        Stores.StoreFacts facts() {
            return new Stores.StoreFacts(code, name, regionId, address, latitude, longitude, phone);
        }
    }

    record HoursChange(
            @NotNull @Valid OpeningHours hours, @NotNull Integer version) {}

    @GET
    @Path("regions")
    public Uni<Page<Regions.RegionView>> listRegions(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return regions.list(cursor, Page.size(limit));
    }

    @POST
    @Path("regions")
    public Uni<Response> createRegion(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewRegion region) {
        Regions.RegionFacts facts = new Regions.RegionFacts(region.code(), region.name(), region.parentId());
        return idempotency.once(key, "region-create", region, 201, () -> regions.create(current.get(), facts));
    }

    @PUT
    @Path("regions/{id}")
    public Uni<Regions.RegionView> changeRegion(@PathParam("id") UUID id, @NotNull @Valid RegionChange change) {
        return regions.change(
                current.get(),
                id,
                change.version(),
                new Regions.RegionFacts(change.code(), change.name(), change.parentId()));
    }

    @GET
    @Path("stores")
    public Uni<Page<StoreView>> listStores(
            @QueryParam("q") @Size(max = 60) @Nullable String text,
            @QueryParam("regionId") @Nullable UUID region,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer limit) {
        return stores.list(text, region, cursor, Page.size(limit));
    }

    @POST
    @Path("stores")
    public Uni<Response> createStore(
            @HeaderParam("Idempotency-Key") @Nullable String key, @NotNull @Valid NewStore store) {
        OpeningHours hours = Objects.requireNonNullElse(store.hours(), OpeningHours.NEVER);
        return idempotency.once(
                key, "store-create", store, 201, () -> stores.create(current.get(), store.facts(), hours));
    }

    @GET
    @Path("stores/{id}")
    public Uni<StoreView> getStore(@PathParam("id") UUID id) {
        return stores.get(id);
    }

    @PUT
    @Path("stores/{id}")
    public Uni<StoreView> changeStore(@PathParam("id") UUID id, @NotNull @Valid StoreChange change) {
        return stores.change(current.get(), id, change.version(), change.facts(), change.state());
    }

    @PUT
    @Path("stores/{id}/hours")
    public Uni<StoreView> changeHours(@PathParam("id") UUID id, @NotNull @Valid HoursChange change) {
        return stores.changeHours(current.get(), id, change.version(), change.hours());
    }

    @POST
    @Path("imports/stores")
    @Consumes("text/csv")
    public Uni<Response> importStores(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("Content-Type") MediaType type,
            byte[] file) {
        return imports.once(
                key, "store-import", type, file, StoreImport::parse, parsed -> storeImport.run(current.get(), parsed));
    }
}
