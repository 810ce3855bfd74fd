package io.guike.simulator;

import io.guike.simulator.Endpoints.Site;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The listening socket: tells the platform's hosts, the admin API and the phone apart. */
final class Front {
    private static final String SITE = "site";

    private Front() {}

    static Future<HttpServer> listen(Platform platform, int port) {
        Router router = Router.router(platform.vertx);
        router.route().handler(Front::admit);
        router.route().handler(Bodies::read);
        Admin admin = new Admin(router);
        new PlatformAdmin(platform).register(admin);
        new UserAdmin(platform).register(admin);
        new PushAdmin(platform.engine, platform.accounts, platform.users).register(admin);
        router.route("/simulator/*")
                .handler(context -> Admin.refuse(
                        context, AdminError.notFound(context.request().path())));
        router.get("/").handler(PhoneFiles::redirect);
        router.get("/phone/*").handler(PhoneFiles::serve);
        Gateway gateway = new Gateway(platform);
        router.route().handler(context -> gateway.handle(context, context.get(SITE)));
        return platform.vertx
                .createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        // A connection cut on purpose must cut one exchange only.
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(16 * 1024)
                        .setMaxHeaderSize(32 * 1024))
                .requestHandler(router)
                .listen();
    }

    /**
     * Requests for foreign hosts are refused, and so are pages of foreign origins: a web page must not reach the admin
     * API through a browser on this machine.
     */
    private static void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        Site site = siteOf(request);
        String origin = request.getHeader("Origin");
        if (site == null) {
            context.response().setStatusCode(421).end();
        } else if (site == Site.LOOPBACK && origin != null && !isLoopback(origin)) {
            context.response().setStatusCode(403).end();
        } else if (site != Site.LOOPBACK && context.normalizedPath().startsWith("/simulator")) {
            context.response().setStatusCode(404).end();
        } else {
            context.put(SITE, site);
            context.next();
        }
    }

    /** By the absolute-form target that a proxy is sent, else by the Host header. */
    private static @Nullable Site siteOf(HttpServerRequest request) {
        if (request.uri().startsWith("http")) {
            String host = URI.create(request.uri()).getHost();
            return host == null ? null : Site.of(host);
        }
        return request.authority() == null ? null : Site.of(request.authority().host());
    }

    private static boolean isLoopback(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && Site.of(host) == Site.LOOPBACK;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
