package io.guike.staff;

import io.guike.access.Caller;
import io.guike.access.CurrentCaller;
import io.guike.access.Role;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Anybody of the staff: sign-in, password, who am I. */
@Path("/api/staff")
class StaffResource {

    @Inject
    StaffSessions sessions;

    @Inject
    StaffMembers members;

    @Inject
    Stores stores;

    @Inject
    CurrentCaller current;

    /** @param name the staff number */
    record SignIn(
            @NotBlank @Size(max = 64) String name,
            @NotBlank @Size(max = 200) String password) {}

    record Refresh(@NotBlank @Size(max = 100) String refreshToken) {}

    record PasswordChange(
            @NotBlank @Size(max = 200) String oldPassword,
            @NotBlank @Size(max = 200) String newPassword) {}

    record MeView(UUID id, String number, String name, boolean hq, List<MyStoreView> stores) {}

    record MyStoreView(UUID id, String code, String name, List<Role> roles) {}

    @POST
    @Path("session")
    public Uni<Response> signIn(@Context HttpServerRequest request, @NotNull @Valid SignIn signIn) {
        return sessions.signIn(
                        signIn.name(),
                        signIn.password(),
                        request.remoteAddress().hostAddress())
                .map(StaffResource::unstored);
    }

    @POST
    @Path("session/refresh")
    public Uni<Response> refresh(@NotNull @Valid Refresh refresh) {
        return sessions.refresh(refresh.refreshToken()).map(StaffResource::unstored);
    }

    @DELETE
    @Path("session")
    public Uni<Void> signOut() {
        return sessions.signOut(current.session());
    }

    @PUT
    @Path("password")
    public Uni<Void> changePassword(@NotNull @Valid PasswordChange change) {
        return sessions.changePassword(current.get(), current.session(), change.oldPassword(), change.newPassword());
    }

    @GET
    @Path("me")
    public Uni<MeView> me() {
        Caller caller = current.get();
        return members.get(caller.id())
                .chain(staff -> stores.views(caller.stores().keySet())
                        .map(views -> new MeView(
                                staff.id(), staff.number(), staff.name(), caller.hq(), stores(caller, views))));
    }

    private static List<MyStoreView> stores(Caller caller, Map<UUID, StoreView> views) {
        return views.values().stream()
                .map(store -> new MyStoreView(
                        store.id(),
                        store.code(),
                        store.name(),
                        caller.stores().getOrDefault(store.id(), Set.of()).stream()
                                .sorted()
                                .toList()))
                .sorted(Comparator.comparing(MyStoreView::code))
                .toList();
    }

    private static Response unstored(StaffSessions.TokensView tokens) {
        return Response.ok(tokens).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
