package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM while a request waits for WeChat and so does a row of a queue: readiness goes at once, requests under way are
 * answered, rows under way are finished, and rows that come now are left to other replicas.
 */
class OrderlyEndIT {

    private static final String DRAW = "/wxa/getwxacodeunlimit";
    private static final String FAN = "/cgi-bin/user/info";
    /** Less than we wait for WeChat. */
    private static final int SLOW_MILLIS = 4_000;

    @TempDir
    Path directory;

    private Shop shop;
    private Replica replica;

    @BeforeEach
    void openAShop() throws Exception {
        shop = new Shop(new Fleet(directory), 1);
        replica = shop.replica(0);
    }

    @AfterEach
    void closeTheShop() throws Exception {
        shop.close();
    }

    @Test
    void whatWasTakenIsFinishedAndNothingNewIsTaken() throws Exception {
        slow(DRAW);
        slow(FAN);
        Visitors visitors = new Visitors(shop);
        visitors.scanAndWait(visitors.come(1));
        await().atMost(20, SECONDS).until(() -> underWay(FAN));
        CompletableFuture<Integer> picture = CompletableFuture.supplyAsync(() -> shop.request(replica)
                .queryParam("medium", "MINI")
                .get("/api/hq/scan-codes/" + shop.codeId + "/picture")
                .statusCode());
        await().atMost(20, SECONDS).until(() -> underWay(DRAW));

        replica.beginToEnd();
        await().atMost(4, SECONDS).until(() -> answers(replica.managementUrl() + "/q/health/ready") == 503);
        assertFalse(picture.isDone(), "load balancers know while the request is still under way");
        UUID announced = announceAnother();

        assertEquals(200, picture.get(30, SECONDS));
        replica.end();
        assertEquals(0, answers(replica.url() + "/api/open/stores/nearest"), "the door is closed");
        assertEquals(1, calls(FAN), "asked once, and nobody has to ask again");
        assertEquals(
                1,
                shop.fleet.number("select count(*) from outbox_delivery where listener = 'member.fan-details'"
                        + " and state = 'DONE' and attempts = 1"));
        assertEquals(
                1,
                shop.fleet.number(
                        "select count(*) from outbox_delivery where event_id = ? and state = 'PENDING' and attempts = 0",
                        announced),
                "what came after the signal waits for another replica");

        shop.mend();
        visitors.settle(1);
    }

    private void slow(String path) {
        shop.fleet
                .simulator()
                .body(Map.of("path", path, "delayMs", SLOW_MILLIS, "times", 2))
                .post("/simulator/faults")
                .then()
                .statusCode(201);
    }

    private boolean underWay(String path) {
        Integer hits = shop.fleet
                .simulator()
                .get("/simulator/faults")
                .jsonPath()
                .get("faults.find { it.path == '" + path + "' }.hits");
        return hits != null && hits == 1;
    }

    private int calls(String path) {
        Integer calls =
                shop.fleet.simulator().get("/simulator/stats").jsonPath().get("calls.'" + path + "'");
        return calls == null ? 0 : calls;
    }

    /** The status; 0 where nobody answers. */
    private static int answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            return connection.getResponseCode();
        } catch (IOException nobody) {
            return 0;
        }
    }

    /** As another replica would: the same event once more, due now. */
    private UUID announceAnother() {
        UUID event = UUID.randomUUID();
        shop.fleet.change(
                "insert into outbox_event select ?::uuid, type, subject, payload, trace_id, now() from outbox_event"
                        + " where type = 'FanArrived' limit 1",
                event);
        shop.fleet.change(
                "insert into outbox_delivery (id, event_id, listener, state, attempts, due_at)"
                        + " values (gen_random_uuid(), ?, 'member.fan-details', 'PENDING', 0, now())",
                event);
        return event;
    }
}
