package io.guike.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is too large before any of it is read. Only imports may send megabytes, and only who says beforehand how
 * much is coming is listened to: otherwise anybody could have the service gather sixteen megabytes a request.
 */
@ApplicationScoped
class BodyBounds {

    static final long MOST_BYTES = 256 * 1024;
    private static final String IMPORTS = "/api/hq/imports/";

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE + 1).handler(BodyBounds::check);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.normalizedPath().startsWith(IMPORTS)) {
            context.next();
        } else if (request.getHeader("Transfer-Encoding") != null) {
            refuse(context, 411);
        } else if (length(request.getHeader("Content-Length")) > MOST_BYTES) {
            refuse(context, 413);
        } else {
            context.next();
        }
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header.trim());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The rest of the body is not waited for. */
    private static void refuse(RoutingContext context, int status) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close")
                .end("{\"type\":\"urn:guike:problem:request.too-large\",\"title\":\"请求内容过大\",\"status\":" + status
                        + ",\"code\":\"request.too-large\"}");
    }
}
