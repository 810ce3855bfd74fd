package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, and everything that can break: no scan is lost, none counts twice. */
class FaultsIT {

    @TempDir
    static Path directory;

    private static Fleet fleet;
    private static Replica one;
    private static Replica two;
    private static String hq;
    private static String store;
    private static String scene;

    private List<String> users;

    @BeforeAll
    static void openAShop() throws Exception {
        fleet = new Fleet(directory);
        one = fleet.startReplica();
        two = fleet.startReplica();
        hq = fleet.hqToken(one);
        String region = create("/api/hq/regions", Map.of("code", "R1", "name", "华东"));
        store = create("/api/hq/stores", store(region));
        String promoter = create("/api/hq/staff", Map.of("number", "P001", "name", "李雷", "hq", false));
        command(one)
                .body(Map.of("storeId", store, "role", "PROMOTER"))
                .post("/api/hq/staff/" + promoter + "/assignments")
                .then()
                .statusCode(201);
        scene = code(promoter);
    }

    private static Map<String, Object> store(String region) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("code", "S1");
        facts.put("name", "南京西路店");
        facts.put("regionId", region);
        facts.put("address", "南京西路1号");
        facts.put("latitude", 31.23);
        facts.put("longitude", 121.45);
        return facts;
    }

    private static String code(String promoter) {
        JsonPath code = command(one)
                .body(Map.of(
                        "kind",
                        "PROMOTER",
                        "storeId",
                        store,
                        "staffId",
                        promoter,
                        "name",
                        "李雷",
                        "media",
                        List.of("SERVICE", "LINK"),
                        "permanent",
                        false))
                .post("/api/hq/scan-codes")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String id = code.getString("id");
        String link = code.getString("media.find { it.medium == 'LINK' }.content");
        await().atMost(30, SECONDS)
                .until(() -> request(one)
                        .get("/api/hq/scan-codes/" + id)
                        .jsonPath()
                        .getBoolean("media.find { it.medium == 'SERVICE' }.ready"));
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private static String create(String path, Map<String, ?> body) {
        return command(one)
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static RequestSpecification request(Replica replica) {
        return RestAssured.given().baseUri(replica.url()).header("Authorization", "Bearer " + hq);
    }

    private static RequestSpecification command(Replica replica) {
        return request(replica)
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    @AfterAll
    static void closeTheShop() throws Exception {
        fleet.close();
    }

    @BeforeEach
    void everybodyIsThere() throws Exception {
        if (!one.isAlive()) {
            one = fleet.startReplica();
        }
        if (!two.isAlive()) {
            two = fleet.startReplica();
        }
        fleet.registerCallbacks();
        users = new ArrayList<>();
    }

    @Test
    void aScanRepeatedInParallelOverTwoReplicasIsOneTouchAndOneReply() {
        String user = user();
        scan(user, Map.of("wait", true, "push", Map.of("copies", 8, "repeats", 2)));
        settle(1);
        assertEquals(1, messages(user).size());
        assertTrue(messages(user).get(0).contains("李雷"), messages(user).toString());
    }

    @Test
    void killingAReplicaInTheMiddleLosesNoScan() throws Exception {
        people(120);
        users.subList(0, 60).forEach(user -> scan(user, Map.of("wait", false)));
        one.kill();
        users.subList(60, 120).forEach(user -> scan(user, Map.of("wait", false)));
        settle(120);
    }

    @Test
    void withoutRedisScansGoOnAndItsReturnIsNoticed() {
        fleet.redis().kill();
        try {
            people(20);
            users.forEach(user -> scan(user, Map.of("wait", true)));
            settle(20);
        } finally {
            fleet.redis().startAgain();
        }
        people(5);
        users.subList(20, 25).forEach(user -> scan(user, Map.of("wait", true)));
        settle(25);
    }

    @Test
    void whatWasAnsweredWithSuccessSurvivesTheDeathOfTheDatabase() {
        people(80);
        users.subList(0, 40).forEach(user -> scan(user, Map.of("wait", false)));
        fleet.postgres().kill();
        users.subList(40, 60).forEach(user -> scan(user, Map.of("wait", false)));
        fleet.postgres().startAgain();
        users.subList(60, 80).forEach(user -> scan(user, Map.of("wait", false)));

        await().atMost(90, SECONDS).until(() -> outcomes("pending").isEmpty());
        await().atMost(90, SECONDS)
                .until(() -> touches() >= users.size() - outcomes("failed").size());
        // WeChat gave these up after three tries, none of which we had answered; somebody sends them again.
        outcomes("failed").forEach(FaultsIT::sendAgain);
        settle(80);
    }

    @Test
    void aTokenThatWeChatForgotIsFetchedAgainAndTheFanIsAskedForOnceMore() {
        fleet.simulator()
                .body(Map.of("action", "invalidate"))
                .post("/simulator/accounts/" + fleet.serviceAppid() + "/tokens")
                .then()
                .statusCode(lessThan(300));
        fleet.simulator()
                .body(Map.of("path", "/cgi-bin/user/info", "errcode", -1, "times", 3))
                .post("/simulator/faults")
                .then()
                .statusCode(201);
        people(3);
        users.forEach(user -> scan(user, Map.of("wait", true)));
        settle(3);
        assertEquals(
                0,
                fleet.number("select count(*) from wechat_identity where unionid is null and openid in (" + openids()
                        + ")"));
    }

    @Test
    void anOrderlyEndFinishesWhatItTook() throws Exception {
        people(30);
        users.forEach(user -> scan(user, Map.of("wait", false)));
        two.end();
        settle(30);
    }

    private static void sendAgain(int push) {
        Response answer = fleet.simulator().body(Map.of("wait", true)).post("/simulator/pushes/" + push + "/resend");
        assertTrue(answer.statusCode() < 300, answer::asString);
    }

    /** Everything that was sent is here, each once, and nothing is left to do. */
    private void settle(int scans) {
        await().atMost(120, SECONDS).untilAsserted(() -> {
            assertEquals(scans, touches());
            assertEquals(List.of(), open());
        });
        assertEquals(
                scans,
                fleet.number(
                        "select count(*) from ownership where store_id = ?::uuid and person_id in (" + people() + ")",
                        store));
        assertEquals(
                scans,
                fleet.number("select count(distinct inbound_id) from touch where person_id in (" + people() + ")"));
        assertEquals(0, replay());
    }

    private long touches() {
        return fleet.number("select count(*) from touch where person_id in (" + people() + ")");
    }

    /** What is still to be done, in words that help when a test fails. */
    private static List<String> open() {
        return fleet.texts(
                "select 'inbox ' || state || ' ' || coalesce(last_error, '') from wechat_inbox where state <> 'DONE'"
                        + " union all select listener || ' ' || state || ' ' || coalesce(last_error, '') from outbox_delivery"
                        + " where state <> 'DONE'");
    }

    private static long replay() {
        Replica alive = one.isAlive() ? one : two;
        String run = command(alive)
                .post("/api/hq/attribution/replays")
                .then()
                .extract()
                .path("id");
        await().atMost(30, SECONDS)
                .until(() -> request(alive)
                        .get("/api/hq/attribution/runs/" + run)
                        .jsonPath()
                        .getBoolean("finished"));
        return request(alive).get("/api/hq/attribution/runs/" + run).jsonPath().getLong("changes");
    }

    private String people() {
        return "select person_id from wechat_identity where openid in (" + openids() + ")";
    }

    private String openids() {
        return users.isEmpty() ? "''" : "'" + String.join("','", users) + "'";
    }

    /** @return the openid of a new person */
    private String user() {
        String id = fleet.simulator()
                .body(Map.of("nickname", "小林"))
                .post("/simulator/users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String openid = fleet.simulator()
                .body(Map.of("appid", fleet.serviceAppid()))
                .post("/simulator/users/" + id + "/openid")
                .then()
                .extract()
                .path("openid");
        users.add(openid);
        return openid;
    }

    private void people(int many) {
        for (int i = 0; i < many; i++) {
            user();
        }
    }

    private static void scan(String user, Map<String, ?> how) {
        Map<String, Object> body = new HashMap<>(how);
        body.put("appid", fleet.serviceAppid());
        body.put("scene", scene);
        fleet.simulator()
                .body(body)
                .post("/simulator/users/" + user + "/scan")
                .then()
                .statusCode(200);
    }

    private static List<String> messages(String user) {
        return fleet.simulator()
                .get("/simulator/users/" + user + "/conversations/" + fleet.serviceAppid())
                .jsonPath()
                .getList("messages.findAll { it.from == 'account' }.text");
    }

    private List<Integer> outcomes(String outcome) {
        List<Integer> found = new ArrayList<>();
        for (String user : users) {
            found.addAll(fleet.simulator()
                    .queryParam("openid", user)
                    .get("/simulator/pushes")
                    .jsonPath()
                    .getList("pushes.findAll { it.outcome == '" + outcome + "' }.id", Integer.class));
        }
        return found;
    }
}
