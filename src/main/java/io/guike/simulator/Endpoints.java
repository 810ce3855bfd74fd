package io.guike.simulator;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of the platform's endpoints: which host serves which path, and what every call of it must bring. */
final class Endpoints {
    /** The hosts of the platform. */
    enum Site {
        API("api.weixin.qq.com", "api2.weixin.qq.com", "sh.api.weixin.qq.com", "sz.api.weixin.qq.com"),
        MP("mp.weixin.qq.com"),
        OPEN("open.weixin.qq.com"),
        PAY("api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"),
        WORK("qyapi.weixin.qq.com"),
        /** Reached as itself: it serves every host's paths. */
        LOOPBACK("127.0.0.1", "localhost", "[::1]", "::1");

        @SuppressWarnings("ImmutableEnumChecker") // Set.of makes an unmodifiable set
        private final Set<String> hosts;

        Site(String... hosts) {
            this.hosts = Set.of(hosts);
        }

        /** The site of a host name without port, or null for a name that is none of the platform's. */
        static @Nullable Site of(String host) {
            for (Site site : values()) {
                if (site.hosts.contains(host.toLowerCase(Locale.ROOT))) {
                    return site;
                }
            }
            return null;
        }
    }

    enum Method {
        GET,
        POST
    }

    /** Who may call: anybody, the bearer of a token, or the bearer of a certified service account's token. */
    enum Access {
        OPEN,
        TOKEN,
        CERTIFIED_SERVICE,
        MINI_PROGRAM
    }

    /** One endpoint; throws {@link ApiError} to refuse. */
    record Endpoint(Site site, Method method, Access access, Function<Call, Future<Answer>> handler) {}

    private final Map<String, Endpoint> table = new HashMap<>();

    void add(Site site, Method method, String path, Access access, Function<Call, Answer> handler) {
        addAsync(site, method, path, access, call -> Future.succeededFuture(handler.apply(call)));
    }

    void addAsync(Site site, Method method, String path, Access access, Function<Call, Future<Answer>> handler) {
        table.put(path, new Endpoint(site, method, access, handler));
    }

    @Nullable
    Endpoint find(Site site, String path) {
        Endpoint endpoint = table.get(path);
        return endpoint != null && (site == Site.LOOPBACK || site == endpoint.site()) ? endpoint : null;
    }
}
