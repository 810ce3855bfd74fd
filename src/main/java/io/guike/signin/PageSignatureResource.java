package io.guike.signin;

import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.wechat.WeChat;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** What our pages need to use WeChat's JS-SDK. */
@Path("/api/open/page-signature")
class PageSignatureResource {

    /** One a page view; many shoppers share an address of their operator. */
    static final RateLimits.Limit PER_ADDRESS =
            new RateLimits.Limit("page-signature-address", 3000, Duration.ofMinutes(5));

    @Inject
    WeChat wechat;

    @Inject
    OurPages pages;

    @Inject
    RateLimits limits;

    @GET
    public Uni<Response> sign(
            @Context HttpServerRequest request, @QueryParam("url") @NotBlank @Size(max = 2000) String url) {
        String ours = pages.mustBeOurs(url);
        return limits.count(PER_ADDRESS, Network.of(ShopperSessionResource.address(request)))
                .chain(() -> wechat.signPage(ours))
                .map(ShopperSessionResource::unstored);
    }
}
