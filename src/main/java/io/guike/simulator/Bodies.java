package io.guike.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Reads request bodies whole, under any content type, up to a limit. */
final class Bodies {
    private static final String KEY = "body";
    private static final int LIMIT = 1 << 20;
    /** Photographs of codes, given to the phone. */
    private static final int PICTURE_LIMIT = 8 << 20;

    private Bodies() {}

    static void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        int limit = isPicture(context) && request.path().startsWith("/simulator/") ? PICTURE_LIMIT : LIMIT;
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (context.response().ended()) {
                return;
            }
            body.appendBuffer(chunk);
            if (body.length() > limit) {
                context.response()
                        .setStatusCode(413)
                        .putHeader("Connection", "close")
                        .end();
            }
        });
        request.endHandler(end -> {
            if (!context.response().ended()) {
                context.put(KEY, body);
                context.next();
            }
        });
    }

    static Buffer of(RoutingContext context) {
        return context.get(KEY);
    }

    static boolean isPicture(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("image/");
    }
}
