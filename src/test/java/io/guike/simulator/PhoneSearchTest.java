package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The searches behind the phone's lists. */
class PhoneSearchTest {
    private WeChatPlatform platform;
    private AdminClient client;

    @BeforeEach
    void start() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private int found(String path, String q) {
        JsonNode answer = client.get(path + "?q=" + AdminClient.encoded(q));
        return answer.path("total").asInt(-1);
    }

    @Test
    void peopleAreFoundByPartOfNameOrPhoneAndByWholeIds() {
        String user = client.newUser();
        client.admin("POST", "/users", Json.object().put("nickname", "阿静"));
        Account account = client.newAccount("service");
        String openid = client.openid(user, account);

        assertEquals(1, found("/users", "林"));
        assertEquals(1, found("/users", "1380"));
        assertEquals(1, found("/users", user));
        assertEquals(1, found("/users", openid));
        assertEquals(0, found("/users", openid.substring(1)));
        assertEquals(2, found("/users", ""));
    }

    @Test
    void codesAreFoundByPartOfSceneAndByWholeTicket() {
        Account account = client.newAccount("service");
        String ticket = "";
        for (String scene : List.of("store-1", "store-2", "promoter-1")) {
            ticket = client.call(
                            account,
                            "POST",
                            "/cgi-bin/qrcode/create",
                            "{\"action_name\":\"QR_LIMIT_STR_SCENE\",\"action_info\":{\"scene\":{\"scene_str\":\""
                                    + scene + "\"}}}")
                    .path("ticket")
                    .asText();
        }

        assertEquals(2, found("/codes", "store"));
        assertEquals(1, found("/codes", ticket));
        assertEquals(0, found("/codes", ticket.substring(1)));
        assertEquals(3, found("/codes", ""));
    }
}
