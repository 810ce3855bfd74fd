package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Menus and their taps. Without any SDK. */
class MenuRulesTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private Account account;

    @BeforeAll
    static void start() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void open() {
        account = client.newAccount("service");
    }

    private int menu(Object... buttons) {
        ObjectNode menu = Json.object();
        ArrayNode list = menu.putArray("button");
        for (Object button : buttons) {
            list.add(Json.MAPPER.<JsonNode>valueToTree(button));
        }
        return client.errcode(account, "POST", "/cgi-bin/menu/create", menu.toString());
    }

    private static Map<String, String> click(String name, String key) {
        return Map.of("type", "click", "name", name, "key", key);
    }

    @Test
    void menusKeepTheRules() {
        assertEquals(46003, client.errcode(account, "GET", "/cgi-bin/menu/get", ""));
        assertEquals(40016, menu());
        assertEquals(40016, menu(click("a", "a"), click("b", "b"), click("c", "c"), click("d", "d")));
        assertEquals(40018, menu(click("一二三四五六", "a")));
        assertEquals(40019, menu(click("a", "k".repeat(129))));
        assertEquals(40017, menu(Map.of("type", "dance", "name", "a")));
        assertEquals(40020, menu(Map.of("type", "view", "name", "a", "url", "example.com")));
        assertEquals(40023, menu(Map.of("name", "a", "sub_button", Collections.nCopies(6, click("x", "y")))));
        assertEquals(
                85005,
                menu(Map.of("type", "miniprogram", "name", "a", "url", "https://x", "appid", "wx1", "pagepath", "p")));
        Account miniProgram = client.newAccount("mini-program");
        assertEquals(
                0,
                menu(Map.of(
                        "type",
                        "miniprogram",
                        "name",
                        "a",
                        "url",
                        "https://x",
                        "appid",
                        miniProgram.appid,
                        "pagepath",
                        "p")));
    }

    @Test
    void menuTapsBecomeEvents() {
        assertEquals(
                0,
                menu(
                        click("我的导购", "PROMOTER"),
                        Map.of(
                                "name",
                                "更多",
                                "sub_button",
                                List.of(Map.of("type", "view", "name", "官网", "url", "https://example.com")))));
        String user = client.newUser();
        client.act(user, "follow", account);

        JsonNode click = client.act(
                user, "menu", Json.object().put("appid", account.appid).put("key", "PROMOTER"));
        ObjectNode second = Json.object().put("appid", account.appid);
        second.putArray("path").add(1).add(0);
        JsonNode view = client.act(user, "menu", second);

        assertEquals("CLICK", click.path("event").asText());
        assertEquals("PROMOTER", click.path("pushes").path(0).path("eventKey").asText());
        assertEquals("VIEW", view.path("event").asText());
        assertEquals("https://example.com", view.path("url").asText());
        assertEquals(
                2,
                client.get("/users/" + user + "/menus/" + account.appid)
                        .path("buttons")
                        .size());
    }
}
