package io.guike.platform;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * The meters of the public and of the management server have one set of tags. By itself the extension tells a server's port
 * only where one was chosen, and a registry for Prometheus takes no second meter of a name with other tags: where one port
 * was chosen and the other left to the system, the service did not start.
 */
class HttpServerTags {

    /** As {@code VertxHttpServerMetrics} calls it. */
    static final String PORT = "server.port";

    /** Those that are made for a server and not for each request. */
    private static final Set<String> OF_A_SERVER = Set.of(
            "http.server.active.requests",
            "http.server.active.connections",
            "http.server.bytes.read",
            "http.server.bytes.written",
            "http.server.connections",
            "http.server.errors");

    @Produces
    @Singleton
    MeterFilter filter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return OF_A_SERVER.contains(id.getName()) && id.getTag(PORT) == null
                        ? id.withTag(Tag.of(PORT, "0"))
                        : id;
            }
        };
    }
}
