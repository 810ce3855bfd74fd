package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.CallbackServer.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushEngineTest {
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

    private Account account(String mode) {
        return account(Json.object().put("kind", "service").put("mode", mode));
    }

    private Account account(ObjectNode wanted) {
        wanted.putArray("callbacks").add(callback.url());
        return client.newAccount(wanted);
    }

    private static String verdicts(JsonNode push) {
        StringBuilder text = new StringBuilder();
        push.path("attempts")
                .forEach(a -> text.append(a.path("verdict").asText()).append(' '));
        return text.toString().strip();
    }

    private static JsonNode push(JsonNode action) {
        return action.path("pushes").path(0);
    }

    private static ObjectNode text(Account account, String text) {
        return Json.object().put("appid", account.appid).put("text", text);
    }

    @Test
    void plainPushIsClearAndSigned() throws Exception {
        Account account = account("plain");
        String user = client.newUser();

        JsonNode push = push(client.act(user, "follow", account));

        assertEquals("delivered", push.path("outcome").asText());
        Received received = callback.received.get(0);

        assertEquals("POST", received.method());
        assertEquals("text/xml", received.contentType());
        assertEquals(received.signedBy(account), received.parameter("signature"));
        assertEquals(client.openid(user, account), received.parameter("openid"));
        assertFalse(received.query().containsKey("encrypt_type"));
        Map<String, Object> event = PushFormat.readXml(received.body());
        assertEquals("subscribe", event.get("Event"));
        assertEquals(account.originalId, event.get("ToUserName"));
    }

    @Test
    void safePushCarriesOnlyTheEnvelope() throws Exception {
        Account account = account("safe");
        String user = client.newUser();
        client.act(user, "follow", account);

        Received received = callback.received.get(0);

        Map<String, Object> outer = PushFormat.readXml(received.body());

        assertEquals("aes", received.parameter("encrypt_type"));
        assertEquals(List.of("ToUserName", "Encrypt"), List.copyOf(outer.keySet()));
        String encrypted = received.member("Encrypt");
        assertEquals(received.signedBy(account, encrypted), received.parameter("msg_signature"));
        assertEquals(
                "subscribe",
                PushFormat.readXml(account.envelope().decrypt(encrypted)).get("Event"));
    }

    @Test
    void compatiblePushCarriesBoth() throws Exception {
        Account account = account("compatible");
        client.act(client.newUser(), "follow", account);

        Map<String, Object> outer = PushFormat.readXml(callback.received.get(0).body());

        assertEquals("subscribe", outer.get("Event"));
        assertTrue(account.envelope()
                .decrypt(callback.received.get(0).member("Encrypt"))
                .contains("subscribe"));
    }

    @Test
    void miniProgramMayAskForJson() {
        Account account = account(
                Json.object().put("kind", "mini-program").put("mode", "safe").put("format", "json"));
        client.act(client.newUser(), "mini-program", account);

        Received received = callback.received.get(0);

        assertEquals("application/json", received.contentType());
        JsonNode outer = Json.parse(received.body().getBytes(StandardCharsets.UTF_8));
        assertTrue(outer != null && outer.has("Encrypt") && outer.has("ToUserName"));
    }

    @Test
    void silenceIsCutAtTheDeadlineAndSentThreeTimes() {
        callback.answer((number, received) -> CallbackServer.SILENCE);
        Duration deadline = Duration.ofMillis(200);
        try (WeChatPlatform hasty = WeChatPlatform.start(Options.defaults().withPushDeadline(deadline))) {
            AdminClient other = new AdminClient(hasty);
            ObjectNode wanted = Json.object().put("kind", "service");
            wanted.putArray("callbacks").add(callback.url());
            Account account = other.newAccount(wanted);
            String user = other.newUser();

            JsonNode push = push(other.act(user, "follow", account));

            assertEquals("failed", push.path("outcome").asText());
            assertEquals("timeout timeout timeout", verdicts(push));
            assertTrue(push.path("attempts").path(0).path("durationMs").asLong() >= deadline.toMillis());
            assertEquals(1, other.conversation(user, account).size());
        }
    }

    @Test
    void secondTryThatSucceedsEndsTheRetries() {
        Account account = account("plain");
        callback.answer((number, received) -> number == 1 ? CallbackServer.ERROR_500 : "");
        String user = client.newUser();

        JsonNode push = push(client.act(user, "follow", account));

        assertEquals("http-error success", verdicts(push));
        assertEquals("delivered", push.path("outcome").asText());
        assertTrue(client.conversation(user, account).isEmpty());
    }

    @Test
    void retryGoesToTheNextReplica() {
        try (CallbackServer second = new CallbackServer((number, received) -> "success")) {
            callback.answer((number, received) -> CallbackServer.ERROR_500);
            ObjectNode wanted = Json.object().put("kind", "service");
            wanted.putArray("callbacks").add(callback.url()).add(second.url());
            Account account = client.newAccount(wanted);

            JsonNode push = push(client.act(client.newUser(), "follow", account));

            assertEquals("http-error success", verdicts(push));
            assertEquals(1, callback.received.size());
            assertEquals(1, second.received.size());
        }
    }

    @Test
    void messageKeepsItsMsgIdOverRetriesAndAnotherMessageHasAnother() throws Exception {
        Account account = account("plain");
        String user = client.newUser();
        client.act(user, "follow", account);
        callback.received.clear();
        callback.answer((number, received) -> number == 1 ? CallbackServer.ERROR_500 : "success");

        client.act(user, "messages", text(account, "一"));
        client.act(user, "messages", text(account, "二"));

        List<String> ids = callback.received.stream()
                .map(received -> received.member("MsgId"))
                .toList();
        assertEquals(3, ids.size());
        assertEquals(ids.get(0), ids.get(1));
        assertNotEquals(ids.get(1), ids.get(2));
    }

    @Test
    void faultsOfAnAccountWearOff() {
        Account account = account("plain");
        client.admin(
                "PUT",
                "/push-faults/" + account.appid,
                Json.object().put("copies", 2).put("times", 1));

        client.act(client.newUser(), "follow", account);
        client.act(client.newUser(), "follow", account);

        assertEquals(3, callback.received.size());
        assertFalse(client.get("/push-faults").has(account.appid));
    }

    @Test
    void wrongSignatureStaleTimestampAndForeignAppidAreSentOnDemand() throws Exception {
        Account account = account("safe");
        String user = client.newUser();
        ObjectNode follow = Json.object().put("appid", account.appid);
        follow.putObject("push").put("wrongSignature", true).put("staleBy", "PT10M");
        client.act(user, "follow", follow);
        ObjectNode message = text(account, "hi");
        message.putObject("push").put("wrongAppid", "wx0000000000000000");
        client.act(user, "messages", message);

        Received received = callback.received.get(0);
        String encrypted = received.member("Encrypt");
        assertNotEquals(received.signedBy(account, encrypted), received.parameter("msg_signature"));
        assertNotEquals(received.signedBy(account), received.parameter("signature"));
        long now = Instant.parse(client.get("/clock").path("now").asText()).getEpochSecond();
        assertTrue(now - Long.parseLong(received.parameter("timestamp")) >= 600);
        String foreign = callback.received.get(1).member("Encrypt");
        assertThrows(Envelope.Broken.class, () -> account.envelope().decrypt(foreign));
        assertTrue(new Envelope(account.token, account.encodingAesKey, "wx0000000000000000")
                .decrypt(foreign)
                .contains("hi"));
    }

    @Test
    void heldPushesAreReleasedInTheGivenOrder() {
        Account account = account("plain");
        String user = client.newUser();
        client.act(user, "follow", account);
        callback.received.clear();
        ObjectNode hold = text(account, "一");
        hold.putObject("push").put("hold", true);
        long first = push(client.act(user, "messages", hold)).path("id").asLong();
        long second = push(client.act(user, "messages", hold.deepCopy().put("text", "二")))
                .path("id")
                .asLong();
        assertTrue(callback.received.isEmpty());

        ObjectNode release = Json.object().put("wait", true);
        release.putArray("ids").add(second).add(first);
        client.admin("POST", "/pushes/release", release);

        assertTrue(callback.received.get(0).body().contains("二"));
        assertTrue(callback.received.get(1).body().contains("一"));
        assertEquals("delivered", client.get("/pushes/" + first).path("outcome").asText());
    }

    @Test
    void resendRepeatsTheMessageAndExactResendRepeatsEveryByte() {
        Account account = account("safe");
        long id =
                push(client.act(client.newUser(), "follow", account)).path("id").asLong();

        client.admin(
                "POST",
                "/pushes/" + id + "/resend",
                Json.object().put("copies", 2).put("exact", true).put("wait", true));
        client.admin("POST", "/pushes/" + id + "/resend", Json.object().put("wait", true));

        assertEquals(4, callback.received.size());
        assertEquals(callback.received.get(0), callback.received.get(1));
        assertEquals(callback.received.get(0), callback.received.get(2));
        assertNotEquals(
                callback.received.get(0).body(), callback.received.get(3).body());
    }

    @Test
    void rawBodyIsSentAsItIs() {
        Account account = account("plain");
        ObjectNode raw = Json.object()
                .put("appid", account.appid)
                .put("body", "<xml><broken")
                .put("wait", true);
        raw.putObject("query").put("signature", "forged").putNull("nonce");

        client.admin("POST", "/pushes", raw);

        Received received = callback.received.get(0);
        assertEquals("<xml><broken", received.body());
        assertEquals("forged", received.query().get("signature"));
        assertFalse(received.query().containsKey("nonce"));
    }

    @Test
    void anyEventCanBePushed() {
        Account account = account("plain");
        String user = client.newUser();
        ObjectNode event =
                Json.object().put("appid", account.appid).put("user", user).put("wait", true);
        event.putObject("fields")
                .put("MsgType", "event")
                .put("Event", "TEMPLATESENDJOBFINISH")
                .put("MsgID", 200163836L)
                .put("Status", "success");

        JsonNode push = client.admin("POST", "/pushes", event).path("pushes").path(0);

        assertEquals("TEMPLATESENDJOBFINISH", push.path("event").asText());
        assertTrue(callback.received.get(0).body().contains("<MsgID>200163836</MsgID>"));
    }

    @Test
    void configurationIsVerifiedWithEchostr() {
        Account account = account("plain");
        callback.answer((number, received) -> received.query().getOrDefault("echostr", ""));
        JsonNode verified = client.admin("POST", "/accounts/" + account.appid + "/verify-callbacks", Json.object());
        assertTrue(verified.path("ok").asBoolean());
        Received received = callback.received.get(0);
        assertEquals(received.signedBy(account), received.parameter("signature"));

        callback.answer((number, request) -> "success");
        assertFalse(client.admin("POST", "/accounts/" + account.appid + "/verify-callbacks", Json.object())
                .path("ok")
                .asBoolean());
    }

    @Test
    void accountWithoutCallbacksPushesNothing() {
        Account account = client.newAccount("service");

        JsonNode push = push(client.act(client.newUser(), "follow", account));

        assertEquals("no-callback", push.path("outcome").asText());
    }
}
