package io.guike.signin;

import io.guike.access.CurrentCaller;
import io.guike.session.End;
import io.guike.session.Sessions;
import io.guike.signin.SignIns.Callback;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Shoppers sign in and out. */
@Path("/api/me")
class ShopperSessionResource {

    @Inject
    SignIns signIns;

    @Inject
    Sessions sessions;

    @Inject
    CurrentCaller current;

    record MiniSignIn(
            @NotBlank @Size(max = 200) String code,
            @Size(max = 64) @Nullable String scene) {}

    record WebStart(
            @NotNull @Pattern(regexp = "[A-Za-z0-9_-]{43}") String challenge,
            @NotNull @Size(min = 1, max = 500) String page,
            @Nullable Boolean withProfile) {}

    record WebSignIn(
            @NotBlank @Size(max = 200) String code,
            @NotBlank @Size(max = 128) String state,
            @NotNull @Size(min = 43, max = 128) String verifier,
            @Size(max = 64) @Nullable String scene) {}

    record Refresh(@NotBlank @Size(max = 100) String refreshToken) {}

    @POST
    @Path("session")
    public Uni<Response> mini(@Context HttpServerRequest request, @NotNull @Valid MiniSignIn signIn) {
        return signIns.mini(signIn.code(), signIn.scene(), address(request)).map(ShopperSessionResource::unstored);
    }

    @POST
    @Path("session/web/start")
    public Uni<Response> startWeb(@Context HttpServerRequest request, @NotNull @Valid WebStart start) {
        boolean withProfile = Boolean.TRUE.equals(start.withProfile());
        return signIns.startWeb(start.challenge(), start.page(), withProfile, address(request))
                .map(ShopperSessionResource::unstored);
    }

    @POST
    @Path("session/web")
    public Uni<Response> web(@Context HttpServerRequest request, @NotNull @Valid WebSignIn signIn) {
        Callback callback = new Callback(signIn.code(), signIn.state(), signIn.verifier());
        return signIns.web(callback, signIn.scene(), address(request)).map(ShopperSessionResource::unstored);
    }

    @POST
    @Path("session/refresh")
    public Uni<Response> refresh(@Context HttpServerRequest request, @NotNull @Valid Refresh refresh) {
        return signIns.refresh(refresh.refreshToken(), address(request)).map(ShopperSessionResource::unstored);
    }

    @DELETE
    @Path("session")
    public Uni<Void> signOut() {
        return sessions.end(current.session(), End.SIGNED_OUT);
    }

    @DELETE
    @Path("sessions")
    public Uni<Void> signOutEverywhere() {
        return signIns.signOutEverywhere(current.get().origin());
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }

    static Response unstored(Object answer) {
        return Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
