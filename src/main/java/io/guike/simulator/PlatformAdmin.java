package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Admin operations on the platform itself: accounts, tokens, codes, clock, faults, numbers. */
final class PlatformAdmin {
    private final Vertx vertx;
    private final Accounts accounts;
    private final Users users;
    private final Tokens tokens;
    private final Quotas quotas;
    private final QrCodes codes;
    private final Callbacks callbacks;
    private final SimulatedClock clock;
    private final Faults faults;
    private final Stats stats;
    private final Journal journal;

    PlatformAdmin(Platform platform) {
        vertx = platform.vertx;
        accounts = platform.accounts;
        users = platform.users;
        tokens = platform.tokens;
        quotas = platform.quotas;
        codes = platform.codes;
        callbacks = platform.callbacks;
        clock = platform.clock;
        faults = platform.faults;
        stats = platform.stats;
        journal = platform.journal;
    }

    void register(Admin admin) {
        admin.on(HttpMethod.GET, "/health", context -> Json.object().put("status", "UP"));
        admin.on(
                HttpMethod.GET,
                "/accounts",
                context ->
                        list("accounts", accounts.all().stream().map(this::view).toList()));
        admin.on(HttpMethod.POST, "/accounts", this::createAccount);
        admin.on(HttpMethod.GET, "/accounts/:appid", context -> view(account(context)));
        admin.on(
                HttpMethod.PATCH,
                "/accounts/:appid",
                context -> view(accounts.change(account(context), Admin.body(context))));
        admin.onAsync(HttpMethod.POST, "/accounts/:appid/verify-callbacks", this::verifyCallbacks);
        admin.on(HttpMethod.POST, "/accounts/:appid/tokens", this::tokens);
        admin.on(HttpMethod.PUT, "/accounts/:appid/quotas", this::limit);
        admin.on(HttpMethod.GET, "/codes", this::codes);
        admin.onAsync(HttpMethod.POST, "/decode", this::decode);
        admin.on(HttpMethod.GET, "/clock", context -> time());
        admin.on(HttpMethod.PUT, "/clock", this::setClock);
        admin.on(HttpMethod.POST, "/clock/advance", this::advance);
        admin.on(HttpMethod.GET, "/faults", context -> list("faults", List.copyOf(faults.all())));
        admin.on(HttpMethod.POST, "/faults", this::addFault);
        admin.on(HttpMethod.DELETE, "/faults", context -> {
            faults.clear();
            return null;
        });
        admin.on(HttpMethod.DELETE, "/faults/:id", this::removeFault);
        admin.on(HttpMethod.GET, "/stats", context -> stats.view(Admin.query(context, "appid")));
        admin.on(HttpMethod.DELETE, "/stats", context -> {
            stats.clear();
            return null;
        });
    }

    static ObjectNode list(String name, List<?> items) {
        ObjectNode list = Json.object();
        list.set(name, Json.MAPPER.valueToTree(items));
        return list;
    }

    private Account account(RoutingContext context) {
        return accounts.require(context.pathParam("appid"));
    }

    private ObjectNode view(Account account) {
        ObjectNode view = Json.MAPPER.valueToTree(account);
        return view.put("followers", users.followerCount(account));
    }

    private ObjectNode createAccount(RoutingContext context) {
        JsonNode body = Admin.body(context);
        if (accounts.find(Json.text(body, "appid")) != null) {
            throw new AdminError(409, "the account exists");
        }
        context.response().setStatusCode(201);
        return view(accounts.put(body));
    }

    private Future<ObjectNode> verifyCallbacks(RoutingContext context) {
        Account account = account(context);
        List<Future<ObjectNode>> checks = new ArrayList<>();
        for (String url : account.callbacks) {
            checks.add(callbacks.verify(account, url));
        }
        return Future.all(checks).map(done -> {
            List<ObjectNode> results = checks.stream().map(Future::result).toList();
            boolean ok = !results.isEmpty()
                    && results.stream().allMatch(result -> result.path("ok").asBoolean());
            return list("results", results).put("ok", ok);
        });
    }

    private @Nullable Object tokens(RoutingContext context) {
        Account account = account(context);
        switch (Admin.required(Admin.body(context), "action")) {
            case "expire" -> tokens.expire(account);
            case "invalidate" -> tokens.invalidate(account);
            case "freeze" -> account.frozen = true;
            case "unfreeze" -> account.frozen = false;
            default -> throw AdminError.invalid("action: expire, invalidate, freeze or unfreeze");
        }
        journal.changed();
        return null;
    }

    private @Nullable Object limit(RoutingContext context) {
        JsonNode body = Admin.body(context);
        String path = Admin.required(body, "path");
        JsonNode daily = body.path("dailyLimit");
        JsonNode byMinute = body.path("minuteLimit");
        if (!isLimit(daily) && !isLimit(byMinute)) {
            throw AdminError.invalid("dailyLimit or minuteLimit is needed");
        }
        if (isLimit(daily)) {
            quotas.limit(account(context), path, daily.asInt());
        }
        if (isLimit(byMinute)) {
            quotas.limitByMinute(account(context), path, byMinute.asInt());
        }
        return null;
    }

    private static boolean isLimit(JsonNode value) {
        return value.canConvertToInt() && value.asInt() >= 0;
    }

    private ObjectNode codes(RoutingContext context) {
        String appid = Admin.query(context, "appid");
        Account account = appid == null ? null : accounts.require(appid);
        String wanted = Admin.query(context, "q");
        List<QrCodes.Code> all = codes.newestFirst(account).stream()
                .filter(code -> wanted == null || code.scene().contains(wanted) || code.ticket.equals(wanted))
                .toList();
        List<ObjectNode> page = all.stream()
                .skip(Admin.number(context, "offset", 0))
                .limit(Admin.number(context, "limit", 100))
                .map(this::view)
                .toList();
        return list("codes", page)
                .put("permanent", all.stream().filter(code -> code.permanent).count())
                .put("total", all.size());
    }

    private ObjectNode view(QrCodes.Code code) {
        return Json.object()
                .put("appid", code.appid)
                .put("ticket", code.ticket)
                .put("url", code.url)
                .put("scene", code.scene())
                .put("permanent", code.permanent)
                .put(
                        "expiresAt",
                        code.permanent
                                ? null
                                : Instant.ofEpochSecond(code.expiresAt).toString())
                .put("expired", code.expired(clock.seconds()));
    }

    private Future<ObjectNode> decode(RoutingContext context) {
        return decode(vertx, context).map(text -> Json.object().put("text", text));
    }

    /** The text of the code in the picture that is the body. */
    static Future<String> decode(Vertx vertx, RoutingContext context) {
        byte[] picture = Bodies.of(context).getBytes();
        return vertx.executeBlocking(
                () -> {
                    String text = Pictures.read(picture);
                    if (text == null) {
                        throw new AdminError(422, "no readable code in the picture");
                    }
                    return text;
                },
                false);
    }

    private ObjectNode time() {
        return Json.object()
                .put("now", clock.now().toString())
                .put("offset", clock.offset().toString());
    }

    private ObjectNode setClock(RoutingContext context) {
        JsonNode body = Admin.body(context);
        String offset = Json.text(body, "offset");
        if (offset != null) {
            clock.shift(Duration.parse(offset));
        } else {
            clock.set(Instant.parse(Admin.required(body, "now")));
        }
        journal.changed();
        return time();
    }

    private ObjectNode advance(RoutingContext context) {
        clock.advance(Duration.parse(Admin.required(Admin.body(context), "by")));
        journal.changed();
        return time();
    }

    private Object addFault(RoutingContext context) {
        Faults.Fault fault = faults.add(Json.readStrictly(Admin.body(context), Faults.Fault.class));
        context.response().setStatusCode(201);
        return fault;
    }

    private @Nullable Object removeFault(RoutingContext context) {
        if (!faults.remove(Admin.id(context))) {
            throw AdminError.notFound("fault " + Admin.id(context));
        }
        return null;
    }
}
