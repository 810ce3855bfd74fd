package io.guike.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.guike.embedded.RedisCluster;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on a Redis cluster of three masters. */
class RedisClusterIT {

    /** Tries of one name before it is locked out. */
    private static final int SIGN_INS = 10;

    private static final Duration WINDOW = Duration.ofMinutes(15);

    @TempDir
    Path directory;

    private RedisCluster cluster;
    private Shop shop;

    @BeforeEach
    void openAShop() throws Exception {
        cluster = new RedisCluster(directory.resolve("cluster"));
        shop = new Shop(new Fleet(directory.resolve("fleet"), cluster.url()), 2, Fleet.FAST);
    }

    @AfterEach
    void closeTheShop() throws Exception {
        shop.close();
        cluster.close();
    }

    @Test
    void tokensAndLimitsAreSharedInTheClusterAndTheLossOfAMasterLosesNothing() {
        Visitors visitors = new Visitors(shop);
        visitors.scanAndWait(visitors.come(10));
        visitors.settle(10);
        assertEquals(1, calls("/cgi-bin/stable_token"), "both replicas use the token that one of them fetched");
        assertTrue(
                cluster.keys().stream().anyMatch(key -> key.contains("token")),
                () -> cluster.keys().toString());

        for (int name = 0; name < 4; name++) {
            lockedOutByBothTogether("NOBODY-" + name);
        }
        assertEquals(0, shop.fleet.number("select count(*) from rate_window"), "counted in the cluster alone");
        assertTrue(cluster.nodesWithKeys() > 1, "and spread over it");

        cluster.killMaster(0);
        // What the lost master would have counted is counted in the table: a third of all names.
        for (int name = 100; shop.fleet.number("select count(*) from rate_window") == 0; name++) {
            assertTrue(name < 140, "nothing was counted in the table");
            lockedOutByBothTogether("NOBODY-" + name);
        }
        List<String> late = visitors.come(10);
        visitors.scanAndWait(late);
        visitors.settle(20);
    }

    /** Windows begin by the clock: where one ended among the tries, another name's are counted whole. */
    private void lockedOutByBothTogether(String name) {
        long window = window();
        List<Integer> answers = tries(name);
        if (window() != window) {
            answers = tries(name + "-AGAIN");
        }
        assertEquals(429, answers.get(SIGN_INS), answers.toString());
        assertTrue(answers.subList(0, SIGN_INS).stream().allMatch(status -> status == 401), answers.toString());
    }

    private static long window() {
        return System.currentTimeMillis() / WINDOW.toMillis();
    }

    private List<Integer> tries(String name) {
        List<Integer> answers = new ArrayList<>();
        for (int tries = 0; tries <= SIGN_INS; tries++) {
            answers.add(signIn(shop.replica(tries % 2), name));
        }
        return List.copyOf(answers);
    }

    private static int signIn(Replica replica, String name) {
        return RestAssured.given()
                .baseUri(replica.url())
                .contentType("application/json")
                .body(Map.of("name", name, "password", "wrong-and-long-29"))
                .post("/api/staff/session")
                .statusCode();
    }

    private int calls(String path) {
        Integer calls =
                shop.fleet.simulator().get("/simulator/stats").jsonPath().get("calls.'" + path + "'");
        return calls == null ? 0 : calls;
    }
}
