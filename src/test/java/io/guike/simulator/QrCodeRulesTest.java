package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes and their scans. Without any SDK. */
class QrCodeRulesTest {
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

    private static String code(String action, Object scene, @Nullable Object expire) {
        ObjectNode body = Json.object().put("action_name", action);
        body.set("expire_seconds", Json.MAPPER.valueToTree(expire));
        String name = scene instanceof Number ? "scene_id" : "scene_str";
        body.set("action_info", Json.MAPPER.valueToTree(Map.of("scene", Map.of(name, scene))));
        return body.toString();
    }

    private int createError(String action, Object scene, @Nullable Object expire) {
        return client.errcode(account, "POST", "/cgi-bin/qrcode/create", code(action, scene, expire));
    }

    private JsonNode create(String action, Object scene, @Nullable Object expire) {
        return client.call(account, "POST", "/cgi-bin/qrcode/create", code(action, scene, expire));
    }

    @Test
    void scenesAndLivesOfCodesHaveTheirBounds() {
        assertEquals(0, createError("QR_SCENE", 4_294_967_295L, 2_592_000));
        assertEquals(40053, createError("QR_SCENE", 4_294_967_296L, 60));
        assertEquals(40053, createError("QR_SCENE", 0, 60));
        assertEquals(0, createError("QR_STR_SCENE", "x".repeat(64), 1));
        assertEquals(40053, createError("QR_STR_SCENE", "x".repeat(65), 60));
        assertEquals(40053, createError("QR_STR_SCENE", "", 60));
        assertEquals(40053, createError("QR_STR_SCENE", "x", 2_592_001));
        assertEquals(0, createError("QR_LIMIT_SCENE", 100_000, null));
        assertEquals(40053, createError("QR_LIMIT_SCENE", 100_001, null));
        assertEquals(40052, createError("QR_OTHER", "x", 60));
        assertEquals(
                60, create("QR_STR_SCENE", "x", null).path("expire_seconds").asInt());
        assertFalse(create("QR_LIMIT_STR_SCENE", "x", null).has("expire_seconds"));
        assertEquals(47001, client.errcode(account, "POST", "/cgi-bin/qrcode/create", "no json"));
    }

    @Test
    void ticketTellsTheUrlAndTheLifeOfItsCode() {
        JsonNode made = create("QR_STR_SCENE", "x", 86_400);

        ByteBuffer ticket = ByteBuffer.wrap(
                        Base64.getDecoder().decode(made.path("ticket").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);

        assertTrue(new String(ticket.array(), StandardCharsets.ISO_8859_1)
                .contains(made.path("url").asText()));
        assertEquals(86_400, ticket.getInt(ticket.limit() - Integer.BYTES));
    }

    @Test
    void hundredThousandPermanentCodesAndNotOneMore() {
        JsonNode last = Json.object();
        QrCodes codes = new QrCodes(silent(), new SimulatedClock(Clock.systemUTC()));
        for (int i = 1; i <= QrCodes.MAX_PERMANENT; i++) {
            last = codes.create(account, read(code("QR_LIMIT_SCENE", i, null)));
        }
        JsonNode again = codes.create(account, read(code("QR_LIMIT_SCENE", QrCodes.MAX_PERMANENT, null)));
        assertEquals(last.path("ticket"), again.path("ticket"));

        ApiError refused = assertThrows(
                ApiError.class, () -> codes.create(account, read(code("QR_LIMIT_STR_SCENE", "one more", null))));

        assertEquals(45029, refused.code());
        assertTrue(codes.create(account, read(code("QR_STR_SCENE", "temporary", 60)))
                .has("ticket"));
    }

    private static JsonNode read(String json) {
        return Json.read(Objects.requireNonNull(Json.parse(json.getBytes(StandardCharsets.UTF_8))), ObjectNode.class);
    }

    private static Journal silent() {
        return new Journal(Vertx.vertx(), null, Duration.ofSeconds(1));
    }

    @Test
    void temporaryCodeExpiresOnTheSimulatedClock() {
        String url = create("QR_STR_SCENE", "till", 3600).path("url").asText();
        String user = client.newUser();
        client.advance("PT59M");
        assertEquals("conversation", scan(user, url).path("opens").asText());

        client.advance("PT1M");

        JsonNode late = scan(client.newUser(), url);
        assertEquals("expired", late.path("opens").asText());
        assertEquals("二维码已过期", late.path("message").asText());
        assertEquals(
                "expired",
                scan(user, "http://weixin.qq.com/q/unknown").path("opens").asText());
    }

    private static JsonNode scan(String user, String text) {
        return client.act(user, "scan", Json.object().put("text", text));
    }

    @Test
    void firstScanFollowsAndTheNextIsAScan() {
        JsonNode made = create("QR_LIMIT_SCENE", 123, null);
        String user = client.newUser();
        ObjectNode look =
                Json.object().put("ticket", made.path("ticket").asText()).put("follow", false);
        assertEquals("profile", client.act(user, "scan", look).path("opens").asText());

        JsonNode first = client.act(
                user, "scan", Json.object().put("appid", account.appid).put("scene", "123"));
        JsonNode second = scan(user, made.path("url").asText());
        client.act(user, "unfollow", account);
        JsonNode third = scan(user, made.path("url").asText());

        assertEquals("subscribe", first.path("event").asText());
        assertEquals(
                "qrscene_123", first.path("pushes").path(0).path("eventKey").asText());
        assertEquals("SCAN", second.path("event").asText());
        assertEquals("123", second.path("pushes").path(0).path("eventKey").asText());
        assertEquals("subscribe", third.path("event").asText());
    }

    @Test
    void linksAndTextsOpenAsThePhoneWould() {
        String user = client.newUser();

        assertEquals("web", scan(user, "https://example.com/s/7Q").path("opens").asText());
        assertEquals("text", scan(user, "6901234567892").path("opens").asText());
    }
}
