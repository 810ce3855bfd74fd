package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The menus of service accounts and the rules for making one. */
final class Menus {
    private static final Set<String> KEY_TYPES = Set.of(
            "click",
            "scancode_push",
            "scancode_waitmsg",
            "pic_sysphoto",
            "pic_photo_or_album",
            "pic_weixin",
            "location_select");
    private static final Set<String> MEDIA_TYPES =
            Set.of("media_id", "view_limited", "article_id", "article_view_limited");

    private static final class Menu {
        long menuId;
        JsonNode buttons = Json.MAPPER.createArrayNode();
    }

    private final Map<String, Menu> menus = new LinkedHashMap<>();
    private final Journal journal;
    private final Accounts accounts;

    Menus(Journal journal, Accounts accounts) {
        this.journal = journal;
        this.accounts = accounts;
        journal.keep(
                "menus",
                () -> menus,
                kept -> kept.properties()
                        .forEach(menu -> menus.put(menu.getKey(), Json.read(menu.getValue(), Menu.class))));
    }

    void create(Account account, JsonNode request) {
        JsonNode buttons = request.path("button");
        if (!buttons.isArray() || buttons.isEmpty() || buttons.size() > 3) {
            throw new ApiError(ApiError.INVALID_BUTTON_COUNT);
        }
        ArrayNode checked = Json.MAPPER.createArrayNode();
        for (JsonNode button : buttons) {
            checked.add(top(account, button));
        }
        Menu menu = new Menu();
        menu.menuId = 400_000_000L + Randoms.below(99_999_999);
        menu.buttons = checked;
        menus.put(account.appid, menu);
        journal.changed();
    }

    private ObjectNode top(Account account, JsonNode button) {
        JsonNode children = button.path("sub_button");
        if (!children.isArray() || children.isEmpty()) {
            return leaf(account, button, false);
        }
        if (children.size() > 5) {
            throw new ApiError(ApiError.INVALID_SUB_BUTTON_COUNT);
        }
        ObjectNode parent = Json.object().put("name", name(button, 16, ApiError.INVALID_BUTTON_NAME));
        ArrayNode leaves = parent.putArray("sub_button");
        for (JsonNode child : children) {
            if (!child.path("sub_button").isEmpty()) {
                throw new ApiError(ApiError.INVALID_SUB_BUTTON_TYPE);
            }
            leaves.add(leaf(account, child, true));
        }
        return parent;
    }

    private ObjectNode leaf(Account account, JsonNode button, boolean sub) {
        String type = Json.text(button, "type", "");
        ObjectNode leaf = Json.object().put("type", type);
        leaf.put(
                "name",
                name(button, sub ? 60 : 16, sub ? ApiError.INVALID_SUB_BUTTON_NAME : ApiError.INVALID_BUTTON_NAME));
        int badKey = sub ? ApiError.INVALID_SUB_BUTTON_KEY : ApiError.INVALID_BUTTON_KEY;
        int badUrl = sub ? ApiError.INVALID_SUB_BUTTON_URL : ApiError.INVALID_BUTTON_URL;
        if (KEY_TYPES.contains(type)) {
            leaf.put("key", sized(button, "key", 128, badKey));
        } else if (type.equals("view")) {
            leaf.put("url", url(button, badUrl));
        } else if (type.equals("miniprogram")) {
            leaf.put("url", url(button, badUrl))
                    .put("appid", boundMiniProgram(account, button))
                    .put("pagepath", sized(button, "pagepath", 1024, badUrl));
        } else if (MEDIA_TYPES.contains(type)) {
            throw new ApiError(ApiError.INVALID_MEDIA_ID);
        } else {
            throw new ApiError(sub ? ApiError.INVALID_SUB_BUTTON_TYPE : ApiError.INVALID_BUTTON_TYPE);
        }
        leaf.putArray("sub_button");
        return leaf;
    }

    private static String name(JsonNode button, int maxBytes, int error) {
        return sized(button, "name", maxBytes, error);
    }

    private static String url(JsonNode button, int error) {
        String url = sized(button, "url", 1024, error);
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new ApiError(error);
        }
        return url;
    }

    private static String sized(JsonNode button, String field, int maxBytes, int error) {
        String text = Json.text(button, field, "");
        if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new ApiError(error);
        }
        return text;
    }

    private String boundMiniProgram(Account account, JsonNode button) {
        Account target = accounts.find(Json.text(button, "appid", ""));
        boolean bound = target != null
                && !target.isService()
                && account.openPlatform != null
                && account.openPlatform.equals(target.openPlatform);
        if (target == null || !bound) {
            throw new ApiError(ApiError.MINI_PROGRAM_NOT_BOUND);
        }
        return target.appid;
    }

    /** {@code menu/get}. */
    ObjectNode get(Account account) {
        Menu menu = menus.get(account.appid);
        if (menu == null) {
            throw new ApiError(ApiError.NO_MENU);
        }
        ObjectNode answer = Json.object();
        answer.putObject("menu").set("button", menu.buttons.deepCopy());
        return answer;
    }

    /** {@code get_current_selfmenu_info}: the same buttons, sub-buttons one level deeper. */
    ObjectNode selfMenu(Account account) {
        ObjectNode answer = Json.object();
        Menu menu = menus.get(account.appid);
        answer.put("is_menu_open", menu == null ? 0 : 1);
        if (menu != null) {
            ArrayNode buttons = answer.putObject("selfmenu_info").putArray("button");
            for (JsonNode button : menu.buttons) {
                ObjectNode copy = button.deepCopy();
                JsonNode children = copy.remove("sub_button");
                if (!children.isEmpty()) {
                    ArrayNode list = copy.putObject("sub_button").putArray("list");
                    children.forEach(child -> list.add(((ObjectNode) child.deepCopy()).without("sub_button")));
                }
                buttons.add(copy);
            }
        }
        return answer;
    }

    void delete(Account account) {
        menus.remove(account.appid);
        journal.changed();
    }

    JsonNode buttons(Account account) {
        Menu menu = menus.get(account.appid);
        return menu == null ? Json.MAPPER.createArrayNode() : menu.buttons;
    }

    long menuId(Account account) {
        Menu menu = menus.get(account.appid);
        return menu == null ? 0 : menu.menuId;
    }

    /** The button with this key, or null. */
    @Nullable
    JsonNode byKey(Account account, String key) {
        for (JsonNode button : buttons(account)) {
            if (key.equals(Json.text(button, "key"))) {
                return button;
            }
            for (JsonNode child : button.path("sub_button")) {
                if (key.equals(Json.text(child, "key"))) {
                    return child;
                }
            }
        }
        return null;
    }

    /** The button at these positions, or null; a button that only opens its sub-buttons cannot be tapped. */
    @Nullable
    JsonNode byPath(Account account, JsonNode path) {
        JsonNode level = buttons(account);
        JsonNode button = null;
        for (JsonNode step : path) {
            button = level.get(step.asInt(-1));
            if (button == null) {
                return null;
            }
            level = button.path("sub_button");
        }
        return button == null || !button.has("type") ? null : button;
    }
}
