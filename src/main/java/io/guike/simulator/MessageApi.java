package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Customer-service messages with their windows and quotas. */
final class MessageApi {
    private static final int MAX_TEXT_BYTES = 2048;
    private static final int REMEMBERED_IDS = 10_000;
    private static final Set<String> SERVICE_MEDIA = Set.of("image", "voice", "video", "music", "mpnews", "mpvideo");

    private final Users users;
    private final Messages messages;
    private final Accounts accounts;
    private final SimulatedClock clock;
    private final Journal journal;
    private final Set<String> clientIds = new LinkedHashSet<>();

    MessageApi(Users users, Messages messages, Accounts accounts, SimulatedClock clock, Journal journal) {
        this.users = users;
        this.messages = messages;
        this.accounts = accounts;
        this.clock = clock;
        this.journal = journal;
    }

    void register(Endpoints endpoints) {
        endpoints.add(Site.API, Method.POST, "/cgi-bin/message/custom/send", Access.TOKEN, this::send);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/message/custom/typing", Access.TOKEN, this::typing);
    }

    private Answer send(Call call) {
        Account account = certified(call);
        JsonNode body = call.json();
        Users.Known known = users.require(account, Json.text(body, "touser"));
        Messages.Message message = read(account, body);
        Person.Fan fan = known.fan();
        checkWindow(account, fan);
        String clientId = Json.text(body, "clientmsgid");
        if (clientId != null && !remember(account.appid + '/' + fan.openid + '/' + clientId)) {
            throw new ApiError(ApiError.DUPLICATE_MESSAGE);
        }
        use(fan);
        messages.add(account, fan.openid, message);
        return Answer.ok();
    }

    private static Account certified(Call call) {
        Account account = call.account();
        if (account.isService() && !account.certified) {
            throw new ApiError(ApiError.NOT_GRANTED);
        }
        return account;
    }

    private boolean remember(String clientId) {
        if (clientIds.size() > REMEMBERED_IDS) {
            clientIds.remove(clientIds.iterator().next());
        }
        return clientIds.add(clientId);
    }

    private void checkWindow(Account account, Person.Fan fan) {
        if (fan.blocked) {
            throw new ApiError(ApiError.REJECTED_BY_USER);
        }
        boolean reachable = fan.following || !account.isService();
        if (!reachable || (!isOpen(fan.messages) && !isOpen(fan.actions))) {
            throw new ApiError(ApiError.OUT_OF_WINDOW);
        }
        if (!hasLeft(fan.messages) && !hasLeft(fan.actions)) {
            throw new ApiError(ApiError.MESSAGE_QUOTA_USED);
        }
    }

    private boolean isOpen(Person.Window window) {
        return clock.seconds() < window.until;
    }

    private boolean hasLeft(Person.Window window) {
        return isOpen(window) && window.left > 0;
    }

    /** A message counts against every open window: the quotas do not add up, the larger one applies. */
    private void use(Person.Fan fan) {
        fan.messages.left = Math.max(0, fan.messages.left - 1);
        fan.actions.left = Math.max(0, fan.actions.left - 1);
        journal.changed();
    }

    private Messages.Message read(Account account, JsonNode body) {
        String type = Json.text(body, "msgtype", "");
        JsonNode content = body.path(type);
        Messages.Message message = new Messages.Message();
        message.from = "account";
        message.via = "custom";
        message.type = type;
        switch (type) {
            case "text" -> message.text = text(content);
            case "news" -> message.articles = articles(account, content);
            case "link" -> message.articles = link(account, content);
            case "msgmenu" -> message.content = menu(account, content);
            case "miniprogrampage" -> message.content = page(account, content);
            default ->
                throw new ApiError(
                        type.equals("image") || (account.isService() && SERVICE_MEDIA.contains(type))
                                ? ApiError.INVALID_MEDIA_ID
                                : ApiError.INVALID_MESSAGE_TYPE);
        }
        return message;
    }

    private static String text(JsonNode content) {
        String text = Json.text(content, "content", "");
        if (text.isEmpty()) {
            throw new ApiError(ApiError.EMPTY_TEXT);
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            throw new ApiError(ApiError.CONTENT_TOO_LONG);
        }
        return text;
    }

    private static ArrayNode articles(Account account, JsonNode content) {
        onlyFor(account.isService());
        JsonNode given = content.path("articles");
        if (given.size() != 1) {
            throw new ApiError(ApiError.NEWS_TOO_MANY);
        }
        return article(given.get(0), "picurl");
    }

    private static ArrayNode link(Account account, JsonNode content) {
        onlyFor(!account.isService());
        return article(content, "thumb_url");
    }

    private static ArrayNode article(JsonNode given, String picture) {
        String title = Json.text(given, "title", "");
        if (title.isEmpty()) {
            throw new ApiError(ApiError.ARGUMENT_INVALID);
        }
        ArrayNode articles = Json.MAPPER.createArrayNode();
        articles.addObject()
                .put("title", title)
                .put("description", Json.text(given, "description", ""))
                .put("url", Json.text(given, "url", ""))
                .put("picUrl", Json.text(given, picture, ""));
        return articles;
    }

    private static JsonNode menu(Account account, JsonNode content) {
        onlyFor(account.isService());
        if (content.path("list").isEmpty()) {
            throw new ApiError(ApiError.ARGUMENT_INVALID);
        }
        return content;
    }

    /** A card that opens the linked mini-program. Its picture is a medium, and no medium was ever uploaded here. */
    private JsonNode page(Account account, JsonNode content) {
        String appid = account.isService() ? Json.text(content, "appid", "") : account.appid;
        Account target = accounts.find(appid);
        if (target == null || target.isService() || !linked(account, target)) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        if (isBlank(Json.text(content, "title")) || isBlank(Json.text(content, "pagepath"))) {
            throw new ApiError(ApiError.ARGUMENT_INVALID);
        }
        throw new ApiError(ApiError.INVALID_MEDIA_ID);
    }

    private static boolean linked(Account account, Account target) {
        return account == target || (account.openPlatform != null && account.openPlatform.equals(target.openPlatform));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static void onlyFor(boolean kind) {
        if (!kind) {
            throw new ApiError(ApiError.INVALID_MESSAGE_TYPE);
        }
    }

    private Answer typing(Call call) {
        Account account = certified(call);
        JsonNode body = call.json();
        Users.Known known = users.require(account, Json.text(body, "touser"));
        String command = Json.text(body, "command", "");
        if (!command.equals("Typing") && !command.equals("CancelTyping")) {
            throw new ApiError(ApiError.INVALID_ARGUMENT);
        }
        checkWindow(account, known.fan());
        return Answer.ok();
    }
}
