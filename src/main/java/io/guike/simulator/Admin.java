package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The common ground of the admin API: JSON in, JSON out, refusals as 4xx with {@code error}. */
final class Admin {
    private static final Logger LOG = Logger.getLogger(Admin.class);
    private static final String ROOT = "/simulator";

    private final Router router;

    Admin(Router router) {
        this.router = router;
    }

    /** Adds an operation that answers at once; a null answer is 204. */
    void on(HttpMethod method, String path, Function<RoutingContext, @Nullable Object> operation) {
        onAsync(method, path, context -> Future.succeededFuture(operation.apply(context)));
    }

    void onAsync(
            HttpMethod method,
            String path,
            Function<RoutingContext, ? extends Future<? extends @Nullable Object>> operation) {
        router.route(method, ROOT + path)
                .handler(guarded(context -> operation
                        .apply(context)
                        .onSuccess(answer -> send(context, answer))
                        .onFailure(failure -> refuse(context, failure))));
    }

    private static Handler<RoutingContext> guarded(Consumer<RoutingContext> operation) {
        return context -> {
            try {
                operation.accept(context);
            } catch (RuntimeException e) {
                refuse(context, e);
            }
        };
    }

    private static void send(RoutingContext context, @Nullable Object answer) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        if (answer == null) {
            context.response().setStatusCode(204).end();
            return;
        }
        context.response().putHeader("Content-Type", "application/json; charset=utf-8");
        context.end(Buffer.buffer(Json.bytes(answer)));
    }

    static void refuse(RoutingContext context, Throwable failure) {
        int status = 500;
        if (failure instanceof AdminError error) {
            status = error.status();
        } else if (failure instanceof DateTimeException || failure instanceof IllegalArgumentException) {
            status = 400;
        } else {
            LOG.errorf(failure, "WeChat simulator: %s failed", context.request().path());
        }
        if (!context.response().ended()) {
            context.response().setStatusCode(status);
            send(context, Json.object().put("error", String.valueOf(failure.getMessage())));
        }
    }

    /** The body as a JSON object; an empty body is an empty object. */
    static JsonNode body(RoutingContext context) {
        Buffer body = Bodies.of(context);
        if (body.length() == 0) {
            return Json.object();
        }
        JsonNode node = Json.parse(body.getBytes());
        if (node == null || !node.isObject()) {
            throw AdminError.invalid("the body is no JSON object");
        }
        return node;
    }

    static String required(JsonNode body, String name) {
        String value = Json.text(body, name);
        if (value == null || value.isEmpty()) {
            throw AdminError.invalid(name + " is needed");
        }
        return value;
    }

    static @Nullable String query(RoutingContext context, String name) {
        return context.request().getParam(name);
    }

    static long number(RoutingContext context, String name, long otherwise) {
        String value = context.request().getParam(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,18}")) {
            throw AdminError.invalid(name + " is no number");
        }
        return Long.parseLong(value);
    }

    static long id(RoutingContext context) {
        String value = context.pathParam("id");
        if (value == null || !value.matches("\\d{1,18}")) {
            throw AdminError.notFound("id " + value);
        }
        return Long.parseLong(value);
    }
}
