package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import cn.binarywang.wx.miniapp.bean.WxMaMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.CallbackServer.Received;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an account is told when a user takes back what they allowed. */
class PrivacyEventTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private CallbackServer callback;

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
    void listen() {
        callback = new CallbackServer((number, received) -> "success");
    }

    @AfterEach
    void hangUp() {
        callback.close();
    }

    private Account account(String kind) {
        ObjectNode wanted = Json.object().put("kind", kind);
        wanted.putArray("callbacks").add(callback.url());
        return client.newAccount(wanted);
    }

    private static JsonNode tell(String user, Account account, ObjectNode body) {
        return client.act(user, "privacy", body.put("appid", account.appid)).path("pushes");
    }

    private static ObjectNode event(String name) {
        return Json.object().put("event", name);
    }

    @Test
    void userStandsInItsOwnFieldAndThePushServiceIsTheSender() throws Exception {
        Account account = account("mini-program");
        String user = client.newUser();
        String openid = client.openid(user, account);

        JsonNode pushes = tell(user, account, event("user_authorization_revoke"));

        assertEquals("delivered", pushes.path(0).path("outcome").asText());
        Received received = callback.received.get(0);
        Map<String, Object> fields = PushFormat.readXml(received.body());
        assertEquals("user_authorization_revoke", fields.get("Event"));
        assertEquals(openid, fields.get("OpenID"));
        assertEquals(account.appid, fields.get("AppID"));
        assertEquals(account.originalId, fields.get("ToUserName"));
        assertEquals("8", fields.get("RevokeInfo"));
        assertEquals(28, String.valueOf(fields.get("UnionID")).length());
        assertNotEquals(openid, fields.get("FromUserName"));
        assertEquals(28, String.valueOf(fields.get("FromUserName")).length());
        assertEquals(fields.get("FromUserName"), received.parameter("openid"));
        WxMaMessage message = WxMaMessage.fromXml(received.body());
        assertEquals(openid, message.getOpenId());
        assertEquals("8", message.getRevokeInfo());
    }

    @Test
    void closingTheAccountNamesNoKindOfData() throws Exception {
        Account account = account("mini-program");
        client.admin("PATCH", "/accounts/" + account.appid, Json.object().put("unionid", false));
        String user = client.newUser();

        tell(user, account, event("user_authorization_cancellation"));

        Map<String, Object> fields = PushFormat.readXml(callback.received.get(0).body());
        assertEquals("user_authorization_cancellation", fields.get("Event"));
        assertEquals(client.openid(user, account), fields.get("OpenID"));
        assertFalse(fields.containsKey("RevokeInfo"));
        assertFalse(fields.containsKey("UnionID"));
    }

    @Test
    void kindOfDataAndPluginAreSentAsTheyAreGiven() throws Exception {
        Account account = account("mini-program");

        tell(
                client.newUser(),
                account,
                event("user_info_modified")
                        .put("revokeInfo", "6")
                        .put("pluginId", "wx1")
                        .put("openPid", "p1"));

        Map<String, Object> fields = PushFormat.readXml(callback.received.get(0).body());
        assertEquals("user_info_modified", fields.get("Event"));
        assertEquals("6", fields.get("RevokeInfo"));
        assertEquals("wx1", fields.get("PluginID"));
        assertEquals("p1", fields.get("OpenPID"));
    }

    @Test
    void serviceAccountIsToldOfItsWebPages() throws Exception {
        Account account = account("service");

        tell(client.newUser(), account, event("user_authorization_revoke"));

        assertEquals("205", PushFormat.readXml(callback.received.get(0).body()).get("RevokeInfo"));
    }

    @Test
    void otherEventsAreRefused() {
        Account account = account("mini-program");
        String body = event("subscribe").put("appid", account.appid).toString();

        assertEquals(400, client.status("POST", "/users/" + client.newUser() + "/privacy", body));
    }
}
