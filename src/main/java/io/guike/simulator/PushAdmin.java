package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Admin operations on the push engine. */
final class PushAdmin {
    private final PushEngine engine;
    private final Accounts accounts;
    private final Users users;

    PushAdmin(PushEngine engine, Accounts accounts, Users users) {
        this.engine = engine;
        this.accounts = accounts;
        this.users = users;
    }

    void register(Admin admin) {
        admin.on(HttpMethod.GET, "/pushes", this::log);
        admin.onAsync(HttpMethod.POST, "/pushes", this::push);
        admin.on(HttpMethod.GET, "/pushes/held", context -> PlatformAdmin.list("pushes", engine.held()));
        admin.onAsync(HttpMethod.POST, "/pushes/release", this::release);
        admin.on(HttpMethod.GET, "/pushes/:id", context -> engine.require(Admin.id(context)));
        admin.onAsync(HttpMethod.POST, "/pushes/:id/resend", this::resend);
        admin.on(HttpMethod.GET, "/push-faults", context -> engine.plans());
        admin.on(HttpMethod.PUT, "/push-faults/:appid", this::setPlan);
        admin.on(HttpMethod.DELETE, "/push-faults/:appid", context -> {
            engine.plans().remove(accounts.require(context.pathParam("appid")).appid);
            return null;
        });
    }

    /** The faults that a request wants for its own pushes, or null. */
    static Push.@Nullable Plan plan(JsonNode body) {
        JsonNode plan = body.get("push");
        return plan == null || plan.isNull() ? null : checked(plan);
    }

    private static Push.Plan checked(JsonNode node) {
        Push.Plan plan = Json.readStrictly(node, Push.Plan.class);
        plan.stale();
        if (plan.copies < 1 || plan.copies > 100 || plan.repeats < 0 || plan.repeats > 100) {
            throw AdminError.invalid("copies: 1 to 100, repeats: 0 to 100");
        }
        return plan;
    }

    /** When all of them are settled; held ones are not waited for. */
    static Future<?> settled(List<Push> pushes) {
        List<Future<Push>> waited = new ArrayList<>();
        for (Push push : pushes) {
            if (push.outcome != Push.Outcome.HELD) {
                waited.add(push.settled.future());
            }
        }
        return Future.all(waited);
    }

    private ObjectNode log(RoutingContext context) {
        String appid = Admin.query(context, "appid");
        List<Push> found = engine.log(
                appid == null ? null : accounts.require(appid).appid,
                Admin.query(context, "openid"),
                Admin.number(context, "since", 0),
                (int) Math.min(1000, Admin.number(context, "limit", 100)));
        return PlatformAdmin.list("pushes", found);
    }

    private Future<ObjectNode> push(RoutingContext context) {
        JsonNode body = Admin.body(context);
        Account account = accounts.require(Admin.required(body, "appid"));
        String user = Json.text(body, "user");
        String openid = user == null ? null : users.meet(users.require(user), account).openid;
        Push push = body.has("body") ? raw(account, openid, body) : event(account, openid, body);
        context.response().setStatusCode(202);
        return answer(List.of(push), body);
    }

    private Push raw(Account account, @Nullable String openid, JsonNode body) {
        Push push = new Push();
        push.openid = openid;
        push.rawBody = Json.text(body, "body");
        body.path("query")
                .properties()
                .forEach(parameter -> push.query.put(
                        parameter.getKey(),
                        parameter.getValue().isNull()
                                ? null
                                : parameter.getValue().asText()));
        return engine.send(account, push, plan(body));
    }

    private Push event(Account account, @Nullable String openid, JsonNode body) {
        JsonNode fields = body.path("fields");
        if (!fields.isObject()) {
            throw AdminError.invalid("fields or body is needed");
        }
        Map<String, Object> extra = Json.MAPPER.convertValue(
                fields, Json.MAPPER.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
        return engine.event(account, openid, extra, plan(body));
    }

    private static Future<ObjectNode> answer(List<Push> pushes, JsonNode body) {
        Future<?> ready = body.path("wait").asBoolean(false) ? settled(pushes) : Future.succeededFuture();
        return ready.map(done -> PlatformAdmin.list("pushes", pushes));
    }

    private Future<ObjectNode> release(RoutingContext context) {
        JsonNode body = Admin.body(context);
        List<Push> pushes = new ArrayList<>();
        if (body.has("ids")) {
            body.path("ids").forEach(id -> pushes.add(engine.require(id.asLong())));
        } else {
            pushes.addAll(engine.held());
        }
        Future<Void> released = engine.release(pushes);
        Future<Void> ready = body.path("wait").asBoolean(false) ? released : Future.succeededFuture();
        return ready.map(done -> PlatformAdmin.list("pushes", pushes));
    }

    private Future<Push> resend(RoutingContext context) {
        JsonNode body = Admin.body(context);
        Push push = engine.require(Admin.id(context));
        int copies = body.path("copies").asInt(1);
        if (copies < 1 || copies > 100) {
            throw AdminError.invalid("copies: 1 to 100");
        }
        Future<Push> sent = engine.resend(
                accounts.require(push.appid), push, copies, body.path("exact").asBoolean(false));
        return body.path("wait").asBoolean(false) ? sent : Future.succeededFuture(push);
    }

    private Push.Plan setPlan(RoutingContext context) {
        Account account = accounts.require(context.pathParam("appid"));
        Push.Plan plan = checked(Admin.body(context));
        engine.plans().put(account.appid, plan);
        return plan;
    }
}
