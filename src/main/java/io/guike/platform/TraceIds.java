package io.guike.platform;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request a trace id for logs, problems and announced events: the caller's W3C {@code traceparent}, else a
 * new one. Where OpenTelemetry is switched on, its id is used instead.
 */
@ApplicationScoped
public class TraceIds {

    private static final String KEY = "traceId";
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    public static @Nullable String current() {
        Object id = MDC.get(KEY);
        return id == null ? null : id.toString();
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(TraceIds::mark);
    }

    private static void mark(RoutingContext request) {
        if (MDC.get(KEY) == null) {
            MDC.put(KEY, idOf(request.request().getHeader("traceparent")));
        }
        request.next();
    }

    static String idOf(@Nullable String traceparent) {
        if (traceparent != null) {
            Matcher matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return HexFormat.of().formatHex(Ids.random(16));
    }
}
