package io.guike.signin;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Here and not in {@code staff}, because only {@code member} knows which identities are one person. */
@Path("/api/staff/session/wechat")
class StaffWeChatResource {

    @Inject
    SignIns signIns;

    record SignIn(@NotBlank @Size(max = 200) String code) {}

    @POST
    public Uni<Response> signIn(@Context HttpServerRequest request, @NotNull @Valid SignIn signIn) {
        return signIns.staff(signIn.code(), ShopperSessionResource.address(request))
                .map(ShopperSessionResource::unstored);
    }
}
