package io.guike.pos;

import io.guike.access.CurrentCaller;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Head office: who may call as a till system or back office. No command takes an idempotency key, because its stored
 * answer would hold a secret: a name is taken once, and of secrets there are at most two.
 */
@Path("/api/hq/pos-clients")
class HqPosClientResource {

    @Inject
    PosClients clients;

    @Inject
    CurrentCaller current;

    record NewClient(
            @NotBlank @Size(max = 60) String name,
            @NotEmpty Set<@NotNull Right> rights,
            @Nullable Boolean allStores,
            @Nullable @Size(max = 2000) Set<@NotNull UUID> stores) {

        PosClients.ClientFacts facts() {
            return HqPosClientResource.facts(name, rights, allStores, stores);
        }
    }

    record ClientChange(
            @NotBlank @Size(max = 60) String name,
            @NotEmpty Set<@NotNull Right> rights,
            @Nullable Boolean allStores,
            @Nullable @Size(max = 2000) Set<@NotNull UUID> stores,
            @NotNull Integer version) {

        PosClients.ClientFacts facts() {
            return HqPosClientResource.facts(name, rights, allStores, stores);
        }
    }

    private static PosClients.ClientFacts facts(
            String name, Set<Right> rights, @Nullable Boolean allStores, @Nullable Set<UUID> stores) {
        return new PosClients.ClientFacts(
                name, rights, Boolean.TRUE.equals(allStores), stores == null ? Set.of() : stores);
    }

    @GET
    public Uni<Page<PosClientView>> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer limit) {
        return clients.list(cursor, Page.size(limit));
    }

    @POST
    public Uni<Response> create(@NotNull @Valid NewClient client) {
        return clients.create(current.get(), client.facts()).map(HqPosClientResource::toldOnce);
    }

    @GET
    @Path("{id}")
    public Uni<PosClientView> get(@PathParam("id") UUID id) {
        return clients.get(id);
    }

    @PUT
    @Path("{id}")
    public Uni<PosClientView> change(@PathParam("id") UUID id, @NotNull @Valid ClientChange change) {
        return clients.change(current.get(), id, change.version(), change.facts());
    }

    @DELETE
    @Path("{id}")
    public Uni<Void> remove(@PathParam("id") UUID id) {
        return clients.remove(current.get(), id);
    }

    @POST
    @Path("{id}/secrets")
    public Uni<Response> addSecret(@PathParam("id") UUID id) {
        return clients.addSecret(current.get(), id).map(HqPosClientResource::toldOnce);
    }

    @DELETE
    @Path("{id}/secrets/{keyId}")
    public Uni<Void> endSecret(@PathParam("id") UUID id, @PathParam("keyId") String keyId) {
        return clients.endSecret(current.get(), id, keyId);
    }

    private static Response toldOnce(PosClients.NewClient made) {
        return Response.status(201)
                .entity(made)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
