package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Admin operations on people: making them, acting for them, reading their conversations. */
final class UserAdmin {
    private static final int MAX_COUNT = 10_000;
    private static final long MAX_WAIT_SECONDS = 60;

    private final Vertx vertx;
    private final Accounts accounts;
    private final Users users;
    private final QrCodes codes;
    private final Menus menus;
    private final Messages messages;
    private final Actions actions;
    private final Privacy privacy;
    private final Codes loginCodes;
    private final WebGrants webGrants;
    private final Journal journal;
    private final MiniRequests requests;

    UserAdmin(Platform platform) {
        vertx = platform.vertx;
        accounts = platform.accounts;
        users = platform.users;
        codes = platform.codes;
        menus = platform.menus;
        messages = platform.messages;
        actions = platform.actions;
        privacy = new Privacy(platform.users, platform.engine);
        loginCodes = platform.loginCodes;
        webGrants = platform.webGrants;
        journal = platform.journal;
        requests = new MiniRequests(platform.vertx);
    }

    void register(Admin admin) {
        admin.on(HttpMethod.GET, "/users", this::list);
        admin.on(HttpMethod.POST, "/users", this::create);
        admin.on(HttpMethod.GET, "/users/:user", context -> view(person(context)));
        admin.on(HttpMethod.PATCH, "/users/:user", this::change);
        admin.on(HttpMethod.POST, "/users/:user/openid", this::openid);
        admin.on(HttpMethod.PUT, "/users/:user/blocked", this::block);
        admin.on(HttpMethod.POST, "/users/:user/login-codes", this::loginCode);
        admin.on(HttpMethod.POST, "/users/:user/phone-codes", this::phoneCode);
        admin.on(HttpMethod.POST, "/users/:user/oauth-codes", this::oauthCode);
        admin.onAsync(HttpMethod.POST, "/users/:user/scan", this::scan);
        admin.onAsync(HttpMethod.POST, "/users/:user/request", this::request);
        action(
                admin,
                "follow",
                (person, account, body, plan) -> actions.follow(person, account, Json.text(body, "ticket"), plan));
        action(admin, "unfollow", (person, account, body, plan) -> actions.unfollow(person, account, plan));
        action(
                admin,
                "messages",
                (person, account, body, plan) -> actions.text(person, account, Admin.required(body, "text"), plan));
        action(
                admin,
                "menu",
                (person, account, body, plan) -> actions.tap(person, account, button(account, body), plan));
        action(admin, "privacy", this::privacy);
        action(admin, "mini-program", (person, account, body, plan) -> actions.enterSession(person, account, plan));
        admin.on(HttpMethod.GET, "/users/:user/conversations", this::conversations);
        admin.onAsync(HttpMethod.GET, "/users/:user/conversations/:appid", this::conversation);
        admin.on(HttpMethod.GET, "/users/:user/menus/:appid", this::menu);
    }

    private interface Action {
        Actions.Acted act(Person person, Account account, JsonNode body, Push.@Nullable Plan plan);
    }

    private void action(Admin admin, String name, Action action) {
        admin.onAsync(HttpMethod.POST, "/users/:user/" + name, context -> {
            JsonNode body = Admin.body(context);
            Account account = accounts.require(Admin.required(body, "appid"));
            return shown(action.act(person(context), account, body, PushAdmin.plan(body)), body);
        });
    }

    /** The outcome of an action, on demand only when its pushes are settled. */
    private static Future<ObjectNode> shown(Actions.Acted acted, JsonNode body) {
        Future<?> settled =
                body.path("wait").asBoolean(false) ? PushAdmin.settled(acted.pushes()) : Future.succeededFuture();
        return settled.map(done -> {
            acted.shown().set("pushes", Json.MAPPER.valueToTree(acted.pushes()));
            return acted.shown();
        });
    }

    private Person person(RoutingContext context) {
        return users.require(String.valueOf(context.pathParam("user")));
    }

    private Account account(RoutingContext context) {
        return accounts.require(context.pathParam("appid"));
    }

    private ObjectNode list(RoutingContext context) {
        String wanted = Admin.query(context, "q");
        List<Person> found = users.all().stream()
                .filter(person -> wanted == null || person.isCalled(wanted))
                .toList();
        List<ObjectNode> page = found.stream()
                .skip(Admin.number(context, "offset", 0))
                .limit(Admin.number(context, "limit", 100))
                .map(this::view)
                .toList();
        return PlatformAdmin.list("users", page).put("total", found.size());
    }

    private ObjectNode view(Person person) {
        ObjectNode view = Json.object()
                .put("id", person.id)
                .put("nickname", person.nickname)
                .put("phone", person.phones.isEmpty() ? null : person.phones.get(0));
        view.set("phones", Json.MAPPER.valueToTree(person.phones));
        view.put("chargedPhoneCalls", person.chargedPhoneCalls)
                .put("riskRank", person.riskRank)
                .put("loginBlocked", person.loginBlocked)
                .put("snapshot", person.snapshot);
        ArrayNode seen = view.putArray("accounts");
        for (Account account : accounts.all()) {
            Person.Fan fan = person.fans.get(account.appid);
            if (fan != null) {
                seen.addObject()
                        .put("appid", account.appid)
                        .put("openid", fan.openid)
                        .put("unionid", users.unionid(person, account))
                        .put("following", fan.following)
                        .put("blocked", fan.blocked);
            }
        }
        return view;
    }

    private ObjectNode create(RoutingContext context) {
        JsonNode body = Admin.body(context);
        String nickname = Json.text(body, "nickname", "微信用户");
        List<String> phones = phones(body);
        context.response().setStatusCode(201);
        if (!body.has("count")) {
            return view(users.create(nickname, phones));
        }
        int count = body.path("count").asInt(0);
        if (count < 1 || count > MAX_COUNT) {
            throw AdminError.invalid("count: 1 to " + MAX_COUNT);
        }
        List<ObjectNode> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(view(users.create(nickname, phones)));
        }
        return PlatformAdmin.list("users", made);
    }

    private ObjectNode change(RoutingContext context) {
        Person person = person(context);
        JsonNode body = Admin.body(context);
        person.nickname = Json.text(body, "nickname", person.nickname);
        if (body.has("phone") || body.has("phones")) {
            person.phones = phones(body);
        }
        int riskRank = body.path("riskRank").asInt(person.riskRank);
        if (riskRank < 0 || riskRank > 4) {
            throw AdminError.invalid("riskRank: 0 to 4");
        }
        person.riskRank = riskRank;
        person.loginBlocked = body.path("loginBlocked").asBoolean(person.loginBlocked);
        person.snapshot = body.path("snapshot").asBoolean(person.snapshot);
        journal.changed();
        return view(person);
    }

    private static List<String> phones(JsonNode body) {
        List<String> phones = new ArrayList<>();
        String phone = Json.text(body, "phone");
        if (phone != null) {
            phones.add(phone);
        }
        body.path("phones").forEach(one -> phones.add(one.asText()));
        phones.forEach(PhoneNumber::of);
        return phones;
    }

    private ObjectNode openid(RoutingContext context) {
        Account account = accounts.require(Admin.required(Admin.body(context), "appid"));
        Person person = person(context);
        String openid = users.meet(person, account).openid;
        return Json.object().put("openid", openid).put("unionid", users.unionid(person, account));
    }

    private ObjectNode block(RoutingContext context) {
        JsonNode body = Admin.body(context);
        Person person = person(context);
        Account account = accounts.require(Admin.required(body, "appid"));
        users.meet(person, account).blocked = body.path("blocked").asBoolean(true);
        journal.changed();
        return view(person);
    }

    private ObjectNode loginCode(RoutingContext context) {
        Account account = visited(context, Admin.body(context));
        return Json.object().put("code", loginCodes.issueLogin(account, person(context)));
    }

    private ObjectNode phoneCode(RoutingContext context) {
        JsonNode body = Admin.body(context);
        Account account = visited(context, body);
        Person person = person(context);
        if (person.phones.isEmpty()) {
            throw new AdminError(409, "this person has no phone number");
        }
        if (account.phoneCallsLeft != null && account.phoneCallsLeft == 0) {
            throw new AdminError(409, "errno 1400001: the package of phone numbers is used up");
        }
        String phone = Json.text(body, "phone", person.phones.get(0));
        if (!person.phones.contains(phone)) {
            throw new AdminError(409, "this person has no phone number " + phone);
        }
        return Json.object().put("code", loginCodes.issuePhone(account, person, phone));
    }

    /** The mini-program that the person has open. */
    private Account visited(RoutingContext context, JsonNode body) {
        Account account = accounts.require(Admin.required(body, "appid"));
        if (account.isService()) {
            throw AdminError.invalid(account.appid + " is no mini-program");
        }
        users.visit(person(context), account);
        return account;
    }

    private Future<ObjectNode> request(RoutingContext context) {
        JsonNode body = Admin.body(context);
        return requests.send(visited(context, body), body);
    }

    private ObjectNode oauthCode(RoutingContext context) {
        JsonNode body = Admin.body(context);
        Account account = accounts.require(Admin.required(body, "appid"));
        String scope = Json.text(body, "scope", AuthorizeRequest.BASE);
        if (!account.isService()) {
            throw AdminError.invalid(account.appid + " is no service account");
        }
        if (!scope.equals(AuthorizeRequest.BASE) && !scope.equals(AuthorizeRequest.USER_INFO)) {
            throw AdminError.invalid("scope: snsapi_base or snsapi_userinfo");
        }
        return Json.object().put("code", webGrants.issue(person(context), account, scope));
    }

    private Future<ObjectNode> scan(RoutingContext context) {
        Person person = person(context);
        if (Bodies.isPicture(context)) {
            return PlatformAdmin.decode(vertx, context)
                    .compose(text -> shown(actions.scanText(person, text, true, null), Json.object()));
        }
        JsonNode body = Admin.body(context);
        boolean follow = body.path("follow").asBoolean(true);
        Push.Plan plan = PushAdmin.plan(body);
        String text = Json.text(body, "text");
        return text != null
                ? shown(actions.scanText(person, text, follow, plan), body)
                : shown(actions.scanCode(person, chosen(body), follow, plan), body);
    }

    private Actions.Acted privacy(Person person, Account account, JsonNode body, Push.@Nullable Plan plan) {
        Privacy.Detail detail = new Privacy.Detail(
                Json.text(body, "revokeInfo"), Json.text(body, "pluginId"), Json.text(body, "openPid"));
        return privacy.tell(person, account, Privacy.Event.of(Admin.required(body, "event")), detail, plan);
    }

    private QrCodes.@Nullable Code chosen(JsonNode body) {
        String ticket = Json.text(body, "ticket");
        if (ticket != null) {
            return codes.byTicket(ticket);
        }
        return codes.byScene(accounts.require(Admin.required(body, "appid")), Admin.required(body, "scene"));
    }

    private @Nullable JsonNode button(Account account, JsonNode body) {
        JsonNode path = body.path("path");
        return path.isArray() ? menus.byPath(account, path) : menus.byKey(account, Admin.required(body, "key"));
    }

    private ObjectNode conversations(RoutingContext context) {
        Person person = person(context);
        List<ObjectNode> found = new ArrayList<>();
        person.fans.forEach((appid, fan) -> {
            Account account = accounts.find(appid);
            if (account != null) {
                List<Messages.Message> all = messages.since(account, fan.openid, 0);
                ObjectNode entry = Json.object().put("appid", appid).put("name", account.name);
                entry.set("last", all.isEmpty() ? null : Json.MAPPER.valueToTree(all.get(all.size() - 1)));
                found.add(entry.put("following", fan.following));
            }
        });
        return PlatformAdmin.list("conversations", found);
    }

    private Future<ObjectNode> conversation(RoutingContext context) {
        Account account = account(context);
        String openid = users.meet(person(context), account).openid;
        long since = Admin.number(context, "since", 0);
        long wait = Math.min(MAX_WAIT_SECONDS, Admin.number(context, "wait", 0));
        boolean there = messages.seq(account, openid) > since;
        Future<Void> ready = there || wait == 0
                ? Future.succeededFuture()
                : messages.next(account, openid, Duration.ofSeconds(wait));
        return ready.map(done -> PlatformAdmin.list("messages", messages.since(account, openid, since))
                .put("seq", messages.seq(account, openid)));
    }

    private ObjectNode menu(RoutingContext context) {
        ObjectNode view = Json.object();
        view.set("buttons", menus.buttons(account(context)));
        return view;
    }
}
