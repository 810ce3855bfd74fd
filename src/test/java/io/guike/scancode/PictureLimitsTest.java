package io.guike.scancode;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.embedded.EmbeddedServers;
import io.guike.platform.Database;
import io.guike.platform.Redis;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody can have us, or WeChat, draw without end. */
@QuarkusTest
class PictureLimitsTest {

    private static final String MINI = "/wxa/getwxacodeunlimit";

    @Inject
    Chain chain;

    @Inject
    ScanCodes codes;

    @Inject
    RateLimits limits;

    @Inject
    Redis redis;

    @Inject
    Database database;

    private String hq;
    private CodeView code;

    @BeforeEach
    void aCode() {
        hq = chain.hq().token();
        StoreView store = chain.store();
        code = Run.now(() -> codes.issue(
                Caller.SYSTEM,
                new ScanCodes.CodeOrder(
                        CodeKind.STORE, store.id(), null, "测试码", List.of(Medium.MINI, Medium.LINK), false)));
    }

    @Test
    void weChatIsAskedOnceForAPicture() {
        int before = Simulated.calls(MINI);
        byte[] first = mini(code.id(), 430);
        byte[] second = mini(code.id(), 430);
        assertArrayEquals(first, second);
        assertEquals(before + 1, Simulated.calls(MINI));
        mini(code.id(), 280);
        assertEquals(before + 2, Simulated.calls(MINI), "another size is another picture");
    }

    @Test
    void aKeptPictureOfARetiredCodeIsNotShown() {
        mini(code.id(), 430);
        Run.now(() -> codes.retire(Caller.SYSTEM, code.id()));
        Api.as(hq)
                .queryParam("medium", "MINI")
                .queryParam("size", 430)
                .get("/api/hq/scan-codes/{id}/picture", code.id())
                .then()
                .statusCode(409);
    }

    @Test
    void anAddressThatOpensTooManyLinksIsToldToWaitAndNobodyElseIs() throws IOException {
        String refused = refused(LinkResource.PER_ADDRESS, "127.0.0.7", "/s/nowhere", null);
        assertTrue(refused.contains("请稍候"), refused);
        assertTrue(get("127.0.0.8", "/s/nowhere", null).startsWith("HTTP/1.1 200"));
        Api.anyone().get("/s/nowhere").then().statusCode(200).body(containsString("欢迎光临"));
    }

    @Test
    void anAddressThatAsksForTooManyPicturesIsRefused() throws IOException {
        String picture = "/api/hq/scan-codes/" + code.id() + "/picture?medium=LINK";
        String refused = refused(Prints.PER_ADDRESS, "127.0.0.9", picture, hq);
        assertTrue(refused.contains("request.too-many"), refused);
        assertTrue(get("127.0.0.8", picture, hq).startsWith("HTTP/1.1 200"));
    }

    @Test
    void withoutRedisLinksStayOpenAndNothingIsWritten() throws IOException {
        useUp(LinkResource.PER_ADDRESS, "127.0.0.6");
        EmbeddedServers.redis().kill();
        try {
            assertTrue(get("127.0.0.6", "/s/nowhere", null).startsWith("HTTP/1.1 200"));
        } finally {
            EmbeddedServers.redis().startAgain();
        }
        Awaitility.await()
                .until(() ->
                        Run.now(() -> redis.ping().replaceWith(true).onFailure().recoverWithItem(false)));
        long written = Run.now(() -> database.sql("select count(*) from rate_window where rule = :rule")
                .with("rule", LinkResource.PER_ADDRESS.name())
                .one(row -> row.number(0)));
        assertEquals(0, written);
    }

    /** The window may turn between the last count and the request: then once more. */
    private String refused(RateLimits.Limit limit, String address, String path, String token) {
        return Awaitility.await()
                .until(
                        () -> {
                            useUp(limit, address);
                            return get(address, path, token);
                        },
                        answer -> answer.startsWith("HTTP/1.1 429"));
    }

    /** The window may turn while it is counted, so a whole one is used up beyond doubt. */
    private void useUp(RateLimits.Limit limit, String address) {
        int refused = 0;
        for (int tries = 0; refused < 1 && tries <= 2 * limit.most(); tries++) {
            refused += Run.now(() -> limits.countOrPass(limit, address)
                    .replaceWith(0)
                    .onFailure()
                    .recoverWithItem(1));
        }
        assertEquals(1, refused);
    }

    private byte[] mini(UUID id, int size) {
        return Api.as(hq)
                .queryParam("medium", "MINI")
                .queryParam("size", size)
                .get("/api/hq/scan-codes/{id}/picture", id)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    /** From another address of this machine than all other tests. */
    private static String get(String address, String path, String token) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), RestAssured.port, InetAddress.getByName(address), 0)) {
            String authorization = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorization
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
