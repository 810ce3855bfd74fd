package io.guike.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.attribution.Scans;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Dump;
import io.guike.support.Shoppers;
import io.guike.support.Simulated;
import io.guike.wechat.Callbacks;
import io.guike.wechat.WeChatAccounts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody comes, becomes a member, is seen by everybody who may see them, and leaves without a trace of who it was. */
@QuarkusTest
class ErasureTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Shoppers shoppers;

    @Inject
    Scans scans;

    @Inject
    Chain chain;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Database database;

    @Inject
    CouponGiving giving;

    @Inject
    Clock clock;

    private final Logged logged = new Logged();
    private String name = "";
    private String area = "";
    private Newcomer member = new Newcomer("", "", "", new UUID(0, 0));
    private List<String> secrets = List.of();
    private UUID store = new UUID(0, 0);
    private String hq = "";

    /** Every line that is logged, whatever its level is set to show. */
    private static final class Logged extends Handler {

        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage() + " " + Arrays.toString(line.getParameters()) + " " + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void live() {
        Logger.getLogger("").addHandler(logged);
        hq = chain.hq().token();
        store = chain.store().id();
        name = "祁" + Ids.readable(7);
        area = "区" + Ids.readable(7);
        String scene = scans.code(CodeKind.STORE, store, null).scene();
        member = newcomers.come(Newcomers.phone(), scene);
        newcomers.bind(member, Map.of("name", name, "birthday", "1987-06-05", "area", area));
        String service = shoppers.serviceOpenid(member.user());
        scans.follow(service, scene).then().statusCode(200);
        scans.scan(service, scene).then().statusCode(200);
        secrets = List.of(
                member.phone(), name, area, shoppers.miniOpenid(member.user()), service, unionid(member.user()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> newcomers.personOf(service).equals(member.person()));
        Api.as(member.token()).get("/api/me/export").then().statusCode(200);
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("fields", List.of("PHONE", "NAME"), "reason", "回访"))
                .post("/api/hq/people/" + member.person() + "/reveals")
                .then()
                .statusCode(200)
                .body("name", equalTo(name));
    }

    private static String unionid(String user) {
        return given().get(Simulated.at("/users/" + user)).path("accounts[0].unionid");
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(logged);
    }

    @Test
    void whoErasesThemselvesLeavesNothingReadable() {
        long before = scansOfStore();
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Api.as(member.token()).get("/api/me/card").then().statusCode(401);
        nothingIsReadable();
        assertEquals(before, scansOfStore(), "counts stay");
        assertEquals(0, scans.wrongOwners(hq));
    }

    @Test
    void whoClosesTheirAccountInWeChatLeavesNothingReadable() {
        privacy("user_authorization_cancellation", "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Api.as(member.token()).get("/api/me/card").statusCode() == 401);
        nothingIsReadable();
    }

    @Test
    void whoTakesThePhoneBackStaysAMemberWithoutOne() {
        privacy("user_authorization_revoke", "8");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Api.as(member.token()).get("/api/me/card").path("phone") == null);
        assertTrue(found(List.of(member.phone())).isEmpty());
    }

    @Test
    void aPhoneThatWasShownAfterwardsIsNotTakenBackByALateMessage() {
        send(
                accounts.mini(),
                privacy("user_authorization_revoke", "8", clock.instant().minusSeconds(90)));
        handled();
        assertEquals(1, scans.count("select count(*) from member_phone where person_id = :x", member.person()));
        privacy("user_authorization_revoke", "8");
        handled();
        assertEquals(0, scans.count("select count(*) from member_phone where person_id = :x", member.person()));
    }

    @Test
    void aClosingThatIsRepeatedOrComesLateLeavesWhoCameBackAlone() {
        String closing = privacy("user_authorization_cancellation", "", clock.instant());
        String earlier =
                privacy("user_authorization_cancellation", "", clock.instant().minusSeconds(90));
        send(accounts.mini(), closing);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Api.as(member.token()).get("/api/me/card").statusCode() == 401);
        Newcomer again = newcomers.signIn(member.user(), member.phone(), null);
        newcomers.bind(again);
        send(accounts.mini(), closing);
        send(accounts.mini(), earlier);
        handled();
        Api.as(again.token()).get("/api/me/card").then().statusCode(200);
        assertEquals(1, newcomers.memberships(again.person()));
    }

    @Test
    void aScanThatIsRepeatedAfterAnErasureIsNotAnother() {
        String service = shoppers.serviceOpenid(member.user());
        String scene = scans.code(CodeKind.STORE, store, null).scene();
        String scan = new Callbacks(accounts.service(), clock.instant()).event(service, "SCAN", scene);
        send(accounts.service(), scan);
        handled();
        long before = scansOfStore();
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        send(accounts.service(), scan);
        handled();
        assertEquals(before, scansOfStore());
        assertNull(scans.personOf(service));
        nothingIsReadable();
    }

    @Test
    void whoFollowedWhileTheyWereTakenForSomebodyElseLeavesNoTrace() {
        Newcomer other = newcomers.come();
        String mini = shoppers.miniOpenid(other.user());
        String service = shoppers.serviceOpenid(other.user());
        scans.follow(service, "", clock.instant().minusSeconds(30));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> newcomers.personOf(service).equals(newcomers.personOf(mini)));
        String merge = command(
                "/api/hq/merges",
                Map.of("personId", member.person(), "otherPersonId", newcomers.personOf(mini), "reason", "测试"),
                201);
        scans.follow(service, "").then().statusCode(200);
        handled();
        command("/api/hq/merges/" + merge + "/undo", Map.of("reason", "测试"), 200);
        Api.as(other.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(List.of(), found(List.of(mini, service)));
    }

    @Test
    void whoComesBackIsSomebodyNew() {
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(member.user(), member.phone(), null);
        assertNotEquals(member.person(), again.person());
        newcomers.bind(again);
        assertEquals(1, newcomers.memberships(again.person()));
    }

    @Test
    void whatStaffWroteGoesAndWhatTheyDidStays() {
        String words = "本人来电，" + name;
        UUID person = member.person();
        Newcomer other = newcomers.come(member.phone(), null);
        newcomers.tryBind(other).then().statusCode(409);
        String claim = Api.as(hq)
                .get("/api/hq/phone-claims?state=OPEN&limit=100")
                .path("items.find { it.claimantId == '" + other.person() + "' }.id");
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("decision", "REFUSE", "reason", words))
                .post("/api/hq/phone-claims/" + claim + "/decision")
                .then()
                .statusCode(200);
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("fields", List.of("NAME"), "reason", words))
                .post("/api/hq/people/" + person + "/reveals")
                .then()
                .statusCode(200);
        command("/api/hq/people/" + person + "/level", Map.of("level", "STANDARD", "reason", words), 200);
        command(
                "/api/hq/people/" + person + "/moves",
                Map.of("storeId", chain.store().id(), "reason", words),
                201);
        String merge = command(
                "/api/hq/merges", Map.of("personId", person, "otherPersonId", other.person(), "reason", words), 201);
        command("/api/hq/merges/" + merge + "/undo", Map.of("reason", words), 200);
        takePointsGoodsAndACoupon(words);
        long deeds = deeds(person);

        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(List.of(), found(List.of(name)), "also in the answers that are kept for repeats");
        assertEquals(deeds + 1, deeds(person), "and the erasure");
        Api.as(hq)
                .queryParam("subject", "person:" + person)
                .get("/api/hq/audit")
                .then()
                .statusCode(200)
                .body("items.find { it.action == 'membership.level' }.detail.reason", equalTo("（已注销）"))
                .body("items.find { it.action == 'membership.level' }.detail.level", equalTo("STANDARD"));
        Api.as(hq)
                .get("/api/hq/phone-claims?limit=100")
                .then()
                .body("items.find { it.id == '" + claim + "' }.state", equalTo("REFUSED"))
                .body("items.find { it.id == '" + claim + "' }.reason", equalTo("（已注销）"));
    }

    /** What head office does to what somebody has, with a reason for each. */
    private void takePointsGoodsAndACoupon(String words) {
        String adjustments = "/api/hq/people/" + member.person() + "/points/adjustments";
        command(adjustments, Map.of("points", 5, "reason", words), 201);
        String waiting = command(adjustments, Map.of("points", 20_000, "reason", words), 201);
        command("/api/hq/point-adjustments/" + waiting + "/rejection", Map.of("reason", words), 200);
        Map<String, Object> facts =
                Map.of("kind", "GOODS", "name", "茶杯", "description", "", "points", 5, "sku", "CUP", "collectDays", 7);
        String reward = command("/api/hq/rewards", facts, 201);
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("revision", 1, "open", true, "facts", facts))
                .put("/api/hq/rewards/" + reward)
                .then()
                .statusCode(200);
        String order = Api.command(member.token())
                .body(Map.of("rewardId", reward, "points", 5))
                .post("/api/me/reward-orders")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        command("/api/hq/reward-orders/" + order + "/cancellation", Map.of("reason", words), 200);
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), member.person());
        command("/api/hq/coupons/" + coupon + "/revoke", Map.of("reason", words), 200);
    }

    @Test
    void aCommandAboutWhoIsErasedStaysDoneAndItsAnswerIsGone() {
        var adjust = Api.command(hq).body(Map.of("points", 5, "reason", "补偿" + name));
        String path = "/api/hq/people/" + member.person() + "/points/adjustments";
        String id = adjust.post(path).then().statusCode(201).extract().path("id");
        adjust.post(path).then().statusCode(201).body("id", equalTo(id));
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        adjust.post(path).then().statusCode(410).body("code", equalTo("idempotency.answer-gone"));
        assertEquals(1, scans.count("select count(*) from points_adjustment where id = :x", UUID.fromString(id)));
    }

    private String command(String path, Map<String, ?> body, int status) {
        return Api.command(hq)
                .body(body)
                .post(path)
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private long deeds(UUID person) {
        return scans.count("select count(*) from audit_entry where subject = :x", "person:" + person);
    }

    private void privacy(String event, String revoked) {
        send(accounts.mini(), privacy(event, revoked, clock.instant()));
    }

    private String privacy(String event, String revoked, Instant at) {
        return new Callbacks(accounts.mini(), clock.instant())
                .privacy(event, shoppers.miniOpenid(member.user()), revoked, at);
    }

    private void send(WeChatAccounts.Account account, String xml) {
        new Callbacks(account, clock.instant()).safe(xml).then().statusCode(200);
    }

    /** Whatever came has been handled. */
    private void handled() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        scans.count("select count(*) from wechat_inbox where state = 'PENDING' and 1 = :x", 1) == 0);
    }

    private long scansOfStore() {
        return scans.count("select count(*) from touch where store_id = :x", store);
    }

    private void nothingIsReadable() {
        assertEquals(List.of(), found(secrets), "in the database");
        assertEquals(List.of(), inRedis(), "in Redis");
        assertEquals(
                List.of(),
                logged.lines.stream()
                        .filter(line -> secrets.stream().anyMatch(line::contains))
                        .toList(),
                "in the logs");
    }

    private List<String> found(List<String> needles) {
        return Dump.found(database, needles);
    }

    private List<String> inRedis() {
        RedisClient client = RedisClient.create(ConfigProvider.getConfig().getValue("guike.redis.url", String.class));
        try (var connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            return redis.keys("*").stream()
                    .filter(key -> secrets.stream().anyMatch((key + "=" + value(redis, key))::contains))
                    .toList();
        } finally {
            client.shutdown();
        }
    }

    private static String value(RedisCommands<String, String> redis, String key) {
        return "string".equals(redis.type(key)) ? String.valueOf(redis.get(key)) : redis.type(key);
    }
}
