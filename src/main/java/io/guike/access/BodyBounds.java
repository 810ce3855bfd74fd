package io.guike.access;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * How much of a body is listened to. Only imports and lists of head office may be megabytes. What is announced as too
 * large is refused before any of it is read; HTTP/1.1 that does not announce it is refused as well, and HTTP/2, which need
 * not, is counted while it comes in: otherwise anybody could have the service gather sixteen megabytes a request.
 */
@ApplicationScoped
class BodyBounds {

    static final long MOST_BYTES = 256 * 1024;

    /** Whoever is heard slowly holds nothing but a connection, but for this long only. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration LONGEST_IMPORT = Duration.ofMinutes(3);

    /** Where files are sent in parts. */
    private static final List<String> IMPORTS = List.of("/api/hq/imports/", "/api/hq/coupon-issues");

    private static final String HEAD_OFFICE = "/api/hq/";
    private static final String LIST = "text/csv";
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize mostOfImport;

    @Inject
    CurrentVertxRequest received;

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE + 1).handler(BodyBounds::check);
    }

    /**
     * Gathers what comes by HTTP/2, for somebody who may send it.
     *
     * @return fails with {@code request.too-large}
     */
    Uni<Void> gather(ContainerRequestContext request) {
        RoutingContext context = received.getCurrent();
        if (context.request().version() != HttpVersion.HTTP_2 || WITHOUT_BODY.contains(request.getMethod())) {
            return Uni.createFrom().voidItem();
        }
        Uni<byte[]> body = isImport(context)
                ? WholeBody.of(context, mostOfImport.asLongValue(), LONGEST_IMPORT)
                : WholeBody.of(context, MOST_BYTES, LONGEST);
        return body.invoke(bytes -> request.setEntityStream(new ByteArrayInputStream(bytes)))
                .replaceWithVoid();
    }

    private static boolean isImport(RoutingContext context) {
        String path = context.normalizedPath();
        return IMPORTS.stream().anyMatch(path::startsWith) || (path.startsWith(HEAD_OFFICE) && isList(context));
    }

    private static boolean isList(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        return type != null && type.regionMatches(true, 0, LIST, 0, LIST.length());
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isImport(context)) {
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
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader("Connection", "close");
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end("{\"type\":\"urn:guike:problem:request.too-large\",\"title\":\"请求内容过大\",\"status\":" + status
                        + ",\"code\":\"request.too-large\"}");
    }
}
