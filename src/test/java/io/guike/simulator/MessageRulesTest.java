package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows and quotas of customer-service messages. Without any SDK. */
class MessageRulesTest {
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

    private int send(String user, String text) {
        ObjectNode body =
                Json.object().put("touser", client.openid(user, account)).put("msgtype", "text");
        body.putObject("text").put("content", text);
        return client.errcode(account, "POST", "/cgi-bin/message/custom/send", body.toString());
    }

    @Test
    void followOpensOneMinuteForThreeMessages() {
        String user = client.newUser();
        assertEquals(45015, send(user, "早"));
        client.act(user, "follow", account);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, send(user, "欢迎"));
        }
        assertEquals(45047, send(user, "欢迎"));

        client.advance("PT1M");

        assertEquals(45015, send(user, "迟了"));
    }

    @Test
    void messageOpensTwoDaysForFiveMessagesAndQuotasDoNotAddUp() {
        String user = client.newUser();
        client.act(user, "follow", account);
        client.act(user, "messages", Json.object().put("appid", account.appid).put("text", "你好"));
        for (int i = 0; i < 5; i++) {
            assertEquals(0, send(user, "您好"));
        }
        assertEquals(45047, send(user, "您好"));

        client.act(user, "messages", Json.object().put("appid", account.appid).put("text", "在吗"));
        client.advance("PT47H59M");
        assertEquals(0, send(user, "在"));
        client.advance("PT1M");

        assertEquals(45015, send(user, "迟了"));
    }

    @Test
    void unfollowClosesTheWindowAndABlockedAccountIsTold() {
        String user = client.newUser();
        client.act(user, "follow", account);
        client.admin(
                "PUT",
                "/users/" + user + "/blocked",
                Json.object().put("appid", account.appid).put("blocked", true));
        assertEquals(48002, send(user, "x"));
        client.admin(
                "PUT",
                "/users/" + user + "/blocked",
                Json.object().put("appid", account.appid).put("blocked", false));
        client.act(user, "unfollow", account);

        assertEquals(45015, send(user, "x"));
    }

    @Test
    void wrongMessagesAreRefused() {
        String user = client.newUser();
        client.act(user, "follow", account);

        assertEquals(44004, send(user, ""));
        assertEquals(45002, send(user, "长".repeat(700)));
        assertEquals(0, send(user, "长".repeat(682)));
        assertEquals(
                40003,
                client.errcode(
                        account,
                        "POST",
                        "/cgi-bin/message/custom/send",
                        "{\"touser\":\"nobody\",\"msgtype\":\"text\",\"text\":{\"content\":\"x\"}}"));
    }
}
