package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens, access and quotas. Without any SDK. */
class TokenRulesTest {
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

    @Test
    void stableTokenStaysUntilItsLastFiveMinutes() {
        String first = client.stableToken(account, false).path("access_token").asText();
        client.advance("PT1H54M");
        JsonNode same = client.stableToken(account, false);
        assertEquals(first, same.path("access_token").asText());
        assertTrue(same.path("expires_in").asLong() <= 360
                && same.path("expires_in").asLong() > 300);
        client.advance("PT1M1S");

        String next = client.stableToken(account, false).path("access_token").asText();

        assertNotEquals(first, next);
        assertEquals(0, ping(first));
        assertEquals(0, ping(next));
        client.advance("PT5M");
        assertEquals(42001, ping(first));
        assertEquals(0, ping(next));
    }

    private static int ping(String token) {
        return AdminClient.read(client.send("GET", "/cgi-bin/getcallbackip?access_token=" + token, ""))
                .path("errcode")
                .asInt();
    }

    @Test
    void forcedRefreshKillsTheOldTokenButNotTwiceInHalfAMinute() {
        String first = client.token(account);
        String second = client.stableToken(account, true).path("access_token").asText();
        assertNotEquals(first, second);
        assertEquals(40001, ping(first));

        assertEquals(
                second, client.stableToken(account, true).path("access_token").asText());
        client.advance("PT30S");
        assertNotEquals(
                second, client.stableToken(account, true).path("access_token").asText());
    }

    @Test
    void classicTokenLeavesTheOldOneFiveMinutes() {
        String path =
                "/cgi-bin/token?grant_type=client_credential&appid=" + account.appid + "&secret=" + account.secret;
        String first = AdminClient.read(client.send("GET", path, ""))
                .path("access_token")
                .asText();
        JsonNode answer = AdminClient.read(client.send("GET", path, ""));
        assertFalse(answer.has("errcode"));
        assertEquals(7200, answer.path("expires_in").asInt());
        assertEquals(0, ping(first));

        client.advance("PT5M");

        assertEquals(42001, ping(first));
        assertEquals(0, ping(answer.path("access_token").asText()));
    }

    @Test
    void tokenRequestsAreCheckedOneByOne() {
        assertEquals(40002, token("other", account.appid, account.secret));
        assertEquals(41002, token("client_credential", "", account.secret));
        assertEquals(41004, token("client_credential", account.appid, ""));
        assertEquals(40013, token("client_credential", "wx0", account.secret));
        assertEquals(40125, token("client_credential", account.appid, "wrong"));
        client.admin(
                "POST", "/accounts/" + account.appid + "/tokens", Json.object().put("action", "freeze"));
        assertEquals(40243, token("client_credential", account.appid, account.secret));
        client.admin(
                "POST", "/accounts/" + account.appid + "/tokens", Json.object().put("action", "unfreeze"));
        ObjectNode ips = Json.object();
        ips.putArray("allowedIps").add("10.0.0.1");
        client.admin("PATCH", "/accounts/" + account.appid, ips);
        assertEquals(40164, token("client_credential", account.appid, account.secret));
        assertEquals(41001, ping(""));
        assertEquals(40014, ping("short"));
        assertEquals(40001, ping("70_" + "x".repeat(60)));
    }

    private static int token(String grantType, String appid, String secret) {
        ObjectNode body =
                Json.object().put("grant_type", grantType).put("appid", appid).put("secret", secret);
        return AdminClient.read(client.send("POST", "/cgi-bin/stable_token", body.toString()))
                .path("errcode")
                .asInt();
    }

    @Test
    void methodsPathsAndKindsAreChecked() {
        assertEquals(43002, client.errcode(account, "GET", "/cgi-bin/qrcode/create", ""));
        assertEquals(43001, client.errcode(account, "POST", "/cgi-bin/user/info", "{}"));
        assertEquals(40066, client.errcode(account, "GET", "/cgi-bin/nothing", ""));
        assertEquals(48001, client.errcode(account, "POST", "/wxa/getwxacodeunlimit", "{}"));
    }

    @Test
    void errorTextEndsWithAnIdThatCanBeLookedUp() {
        String text = client.call(account, "GET", "/cgi-bin/user/info?openid=x", "")
                .path("errmsg")
                .asText();
        assertTrue(text.matches("invalid openid rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"), text);

        JsonNode found = client.call(
                account,
                "POST",
                "/cgi-bin/openapi/rid/get",
                Json.object()
                        .put("rid", text.substring(text.indexOf("rid: ") + 5))
                        .toString());

        assertTrue(found.path("request").path("request_url").asText().contains("/cgi-bin/user/info"));
    }

    @Test
    void quotaIsCountedClearedTenTimesAMonthAndAskedFor() {
        client.call(account, "GET", "/cgi-bin/user/get", "");
        JsonNode quota =
                client.call(account, "POST", "/cgi-bin/openapi/quota/get", "{\"cgi_path\":\"/cgi-bin/user/get\"}");
        assertEquals(500, quota.path("quota").path("daily_limit").asInt());
        assertEquals(1, quota.path("quota").path("used").asInt());
        String clear = Json.object().put("appid", account.appid).toString();
        for (int i = 0; i < 10; i++) {
            assertEquals(0, client.errcode(account, "POST", "/cgi-bin/clear_quota", clear));
        }

        assertEquals(48006, client.errcode(account, "POST", "/cgi-bin/clear_quota", clear));
        assertEquals(
                76003, client.errcode(account, "POST", "/cgi-bin/openapi/quota/get", "{\"cgi_path\":\"/cgi-bin/no\"}"));
    }
}
