package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.guike.support.ChosenPort;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A fleet with one store, one promoter and one code that people can scan. */
final class Shop implements AutoCloseable {

    final Fleet fleet;
    final String store;
    final String scene;
    final String codeId;
    final String promoter;

    private final List<Replica> replicas = new ArrayList<>();
    private final String hq;

    /** One replica whose public address is its own, as pages need it. */
    static Shop withPages(Path directory) throws IOException {
        // The public address has to be known before the service is.
        int port = ChosenPort.next();
        return new Shop(
                new Fleet(directory), 1, "-Dquarkus.http.port=" + port, "-Dguike.public.url=http://127.0.0.1:" + port);
    }

    /** @param options of every replica's process */
    Shop(Fleet fleet, int howMany, String... options) throws IOException {
        this.fleet = fleet;
        for (int i = 0; i < howMany; i++) {
            replicas.add(fleet.startReplica(options));
        }
        hq = fleet.hqToken(replica(0));
        String region = create("/api/hq/regions", Map.of("code", "R1", "name", "华东"));
        store = create("/api/hq/stores", store(region));
        promoter = create("/api/hq/staff", Map.of("number", "P001", "name", "李雷", "hq", false));
        create("/api/hq/staff/" + promoter + "/assignments", Map.of("storeId", store, "role", "PROMOTER"));
        JsonPath code = code(promoter);
        codeId = code.getString("id");
        String link = code.getString("media.find { it.medium == 'LINK' }.content");
        scene = link.substring(link.lastIndexOf('/') + 1);
        await().atMost(30, SECONDS)
                .until(() -> request(replica(0))
                        .get("/api/hq/scan-codes/" + codeId)
                        .jsonPath()
                        .getBoolean("media.find { it.medium == 'SERVICE' }.ready"));
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

    private JsonPath code(String promoter) {
        Map<String, Object> order = new HashMap<>();
        order.put("kind", "PROMOTER");
        order.put("storeId", store);
        order.put("staffId", promoter);
        order.put("name", "李雷");
        order.put("media", List.of("SERVICE", "LINK", "MINI"));
        order.put("permanent", false);
        return command(replica(0))
                .body(order)
                .post("/api/hq/scan-codes")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    /** @return its id */
    String create(String path, Map<String, ?> body) {
        return command(replica(0))
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    Replica replica(int number) {
        return replicas.get(number);
    }

    /** Starts those anew that have ended, and lets WeChat know. */
    void mend() throws IOException {
        for (int i = 0; i < replicas.size(); i++) {
            if (!replicas.get(i).isAlive()) {
                replicas.set(i, fleet.startReplica());
            }
        }
        fleet.registerCallbacks();
    }

    Replica alive() {
        return replicas.stream().filter(Replica::isAlive).findFirst().orElseThrow();
    }

    /** By head office. */
    RequestSpecification request(Replica replica) {
        return RestAssured.given().baseUri(replica.url()).header("Authorization", "Bearer " + hq);
    }

    RequestSpecification command(Replica replica) {
        return request(replica)
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    /** Decides everybody anew; how many kept owners are wrong. */
    long wrongOwners() {
        Replica alive = alive();
        String run = command(alive)
                .post("/api/hq/attribution/replays")
                .then()
                .extract()
                .path("id");
        String path = "/api/hq/attribution/runs/" + run;
        await().atMost(30, SECONDS)
                .until(() -> request(alive).get(path).jsonPath().getBoolean("finished"));
        return request(alive).get(path).jsonPath().getLong("changes");
    }

    /** What is still to be done, in words that help when a test fails. */
    List<String> open() {
        return fleet.texts(
                "select 'inbox ' || state || ' ' || coalesce(last_error, '') from wechat_inbox where state <> 'DONE'"
                        + " union all select listener || ' ' || state || ' ' || coalesce(last_error, '') from outbox_delivery"
                        + " where state <> 'DONE'");
    }

    @Override
    public void close() throws InterruptedException {
        fleet.close();
    }
}
