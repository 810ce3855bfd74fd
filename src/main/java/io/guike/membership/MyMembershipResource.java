package io.guike.membership;

import io.guike.access.CurrentCaller;
import io.guike.membership.Cards.CardView;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** A shopper's own membership: the card, the phone and the profile. No answer may be stored on the way. */
@Path("/api/me")
class MyMembershipResource {

    @Inject
    Bindings bindings;

    @Inject
    Cards cards;

    @Inject
    Profiles profiles;

    @Inject
    CurrentCaller caller;

    record NewPhone(@NotBlank @Size(max = 200) String phoneCode) {}

    @POST
    @Path("membership")
    public Uni<Response> bind(@Context HttpServerRequest request, @Valid @NotNull Application application) {
        return bindings.bind(caller.get(), application, address(request)).map(MyMembershipResource::unstored);
    }

    @GET
    @Path("card")
    public Uni<Response> card() {
        return cards.mine(caller.get().id(), caller.get().origin()).map(MyMembershipResource::unstored);
    }

    @POST
    @Path("phone")
    public Uni<Response> phone(@Context HttpServerRequest request, @Valid @NotNull NewPhone phone) {
        Uni<CardView> changed = bindings.changePhone(caller.get(), phone.phoneCode(), address(request));
        return changed.map(MyMembershipResource::unstored);
    }

    @GET
    @Path("profile")
    public Uni<Response> profile() {
        return profiles.of(caller.get().id()).map(MyMembershipResource::unstored);
    }

    @PUT
    @Path("profile")
    public Uni<Response> profile(@Valid @NotNull Profile profile) {
        return profiles.put(caller.get().origin(), caller.get().origin(), profile)
                .map(MyMembershipResource::unstored);
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }

    private static Response unstored(Object answer) {
        return Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
