package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do on their phones, and the events that follow. */
final class Actions {
    private static final long MESSAGE_WINDOW = Duration.ofDays(2).toSeconds();
    private static final long ACTION_WINDOW = Duration.ofMinutes(1).toSeconds();
    private static final int MAX_TEXT = 2048;

    /** The outcome of an action: what the phone shows next, and the pushes it caused. */
    record Acted(ObjectNode shown, List<Push> pushes) {}

    private final Accounts accounts;
    private final Users users;
    private final QrCodes codes;
    private final Menus menus;
    private final Messages messages;
    private final PushEngine engine;
    private final SimulatedClock clock;
    private final Journal journal;

    Actions(Platform platform) {
        accounts = platform.accounts;
        users = platform.users;
        codes = platform.codes;
        menus = platform.menus;
        messages = platform.messages;
        engine = platform.engine;
        clock = platform.clock;
        journal = platform.journal;
    }

    Acted follow(Person person, Account account, @Nullable String ticket, Push.@Nullable Plan plan) {
        QrCodes.Code code = ticket == null ? null : codes.byTicket(ticket);
        if (ticket != null && (code == null || code.expired(clock.seconds()))) {
            return expired();
        }
        requireService(account);
        Person.Fan fan = users.meet(person, account);
        if (fan.following) {
            return acted(Json.object(), null, fan, List.of());
        }
        return subscribe(account, fan, code, plan);
    }

    private Acted subscribe(Account account, Person.Fan fan, QrCodes.@Nullable Code code, Push.@Nullable Plan plan) {
        users.follow(fan, code == null ? "ADD_SCENE_SEARCH" : "ADD_SCENE_QR_CODE", code);
        openActionWindow(account, fan);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("MsgType", "event");
        event.put("Event", "subscribe");
        event.put("EventKey", code == null ? "" : "qrscene_" + code.scene());
        if (code != null) {
            event.put("Ticket", code.ticket);
        }
        return acted(conversation(account), "subscribe", fan, List.of(engine.event(account, fan.openid, event, plan)));
    }

    Acted unfollow(Person person, Account account, Push.@Nullable Plan plan) {
        Person.Fan fan = users.meet(person, account);
        if (!fan.following) {
            return acted(Json.object(), null, fan, List.of());
        }
        users.unfollow(fan);
        Map<String, Object> event = Map.of("MsgType", "event", "Event", "unsubscribe", "EventKey", "");
        return acted(Json.object(), "unsubscribe", fan, List.of(engine.event(account, fan.openid, event, plan)));
    }

    /** A scan of any code by its text. */
    Acted scanText(Person person, String text, boolean follow, Push.@Nullable Plan plan) {
        if (QrCodes.isCodeUrl(text)) {
            return scanCode(person, codes.byUrl(text), follow, plan);
        }
        MiniCodes.Target target = MiniCodes.target(text);
        if (target != null && accounts.find(target.appid()) != null) {
            return opensMiniProgram(person, target);
        }
        boolean link = text.startsWith("http://") || text.startsWith("https://");
        ObjectNode shown = Json.object().put("opens", link ? "web" : "text").put(link ? "url" : "text", text);
        return new Acted(shown, List.of());
    }

    /** A scan of a parametric code; an unknown one looks to the phone like an expired one. */
    Acted scanCode(Person person, QrCodes.@Nullable Code code, boolean follow, Push.@Nullable Plan plan) {
        Account account = code == null ? null : accounts.find(code.appid);
        if (code == null || account == null || code.expired(clock.seconds())) {
            return expired();
        }
        Person.Fan fan = users.meet(person, account);
        if (!fan.following) {
            return follow
                    ? subscribe(account, fan, code, plan)
                    : acted(
                            conversation(account).put("opens", "profile").put("ticket", code.ticket),
                            null,
                            fan,
                            List.of());
        }
        openActionWindow(account, fan);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("MsgType", "event");
        event.put("Event", "SCAN");
        event.put("EventKey", code.scene());
        event.put("Ticket", code.ticket);
        return acted(conversation(account), "SCAN", fan, List.of(engine.event(account, fan.openid, event, plan)));
    }

    private static Acted expired() {
        return new Acted(Json.object().put("opens", "expired").put("message", "二维码已过期"), List.of());
    }

    private Acted opensMiniProgram(Person person, MiniCodes.Target target) {
        Account account = accounts.require(target.appid());
        users.visit(person, account);
        ObjectNode shown = Json.object()
                .put("opens", "mini-program")
                .put("appid", target.appid())
                .put("page", target.page())
                .put("scene", target.scene())
                .put("query", "scene=" + URLEncoder.encode(target.scene(), StandardCharsets.UTF_8))
                .put("envVersion", target.envVersion())
                .put("openid", users.meet(person, account).openid);
        return new Acted(shown, List.of());
    }

    Acted text(Person person, Account account, String text, Push.@Nullable Plan plan) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw AdminError.invalid("text: 1 to " + MAX_TEXT + " characters");
        }
        Person.Fan fan = users.meet(person, account);
        requireOpen(account, fan);
        messages.fromUser(account, fan.openid, text);
        fan.messages.open(clock.seconds() + MESSAGE_WINDOW, 5);
        journal.changed();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("MsgType", "text");
        message.put("Content", text);
        message.put("MsgId", engine.nextMsgId());
        return acted(Json.object(), "text", fan, List.of(engine.event(account, fan.openid, message, plan)));
    }

    /** A tap on the menu of the conversation. */
    Acted tap(Person person, Account account, @Nullable JsonNode button, Push.@Nullable Plan plan) {
        if (button == null) {
            throw AdminError.notFound("menu button");
        }
        Person.Fan fan = users.meet(person, account);
        requireOpen(account, fan);
        return switch (Json.text(button, "type", "")) {
            case "click" -> {
                openActionWindow(account, fan);
                yield tapped(account, fan, "CLICK", Json.text(button, "key", ""), Json.object(), plan);
            }
            case "view" -> {
                String url = Json.text(button, "url", "");
                yield tapped(
                        account,
                        fan,
                        "VIEW",
                        url,
                        Json.object().put("opens", "web").put("url", url),
                        plan);
            }
            case "miniprogram" -> {
                String page = Json.text(button, "pagepath", "");
                String appid = Json.text(button, "appid", "");
                ObjectNode shown = Json.object()
                        .put("opens", "mini-program")
                        .put("appid", appid)
                        .put("page", page);
                yield tapped(account, fan, "view_miniprogram", page, shown, plan);
            }
            default -> throw AdminError.invalid("the simulated phone cannot tap a button of this type");
        };
    }

    private Acted tapped(
            Account account, Person.Fan fan, String name, String key, ObjectNode shown, Push.@Nullable Plan plan) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("MsgType", "event");
        event.put("Event", name);
        event.put("EventKey", key);
        event.put("MenuId", menus.menuId(account));
        return acted(shown, name, fan, List.of(engine.event(account, fan.openid, event, plan)));
    }

    /** Opens the customer-service conversation of a mini-program. */
    Acted enterSession(Person person, Account account, Push.@Nullable Plan plan) {
        if (account.isService()) {
            throw AdminError.invalid(account.appid + " is no mini-program");
        }
        Person.Fan fan = users.meet(person, account);
        users.visit(person, account);
        openActionWindow(account, fan);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("MsgType", "event");
        event.put("Event", "user_enter_tempsession");
        event.put("SessionFrom", "sessionFrom");
        return acted(
                conversation(account),
                "user_enter_tempsession",
                fan,
                List.of(engine.event(account, fan.openid, event, plan)));
    }

    private void openActionWindow(Account account, Person.Fan fan) {
        fan.actions.open(clock.seconds() + ACTION_WINDOW, account.isService() ? 3 : 2);
        journal.changed();
    }

    private static void requireService(Account account) {
        if (!account.isService()) {
            throw AdminError.invalid("nobody follows a mini-program");
        }
    }

    private static void requireOpen(Account account, Person.Fan fan) {
        if (account.isService() && !fan.following) {
            throw new AdminError(409, "only followers have a conversation with a service account");
        }
    }

    private static ObjectNode conversation(Account account) {
        return Json.object().put("opens", "conversation").put("appid", account.appid);
    }

    private static Acted acted(ObjectNode shown, @Nullable String event, Person.Fan fan, List<Push> pushes) {
        shown.put("event", event).put("openid", fan.openid);
        return new Acted(shown, pushes);
    }
}
