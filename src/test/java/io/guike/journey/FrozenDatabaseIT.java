package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import io.guike.embedded.Fleet.Replica;
import io.guike.support.Run;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL stands still under the running service: its connections stay open and say nothing, and new ones are
 * accepted by the kernel and never greeted.
 */
class FrozenDatabaseIT {

    /** More than the pool has connections. */
    private static final int AT_ONCE = 30;

    /** A statement that is not answered, and before it a wait for a connection. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(9);

    /** WeChat's own. */
    private static final Duration LONGEST_CALLBACK = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private Shop shop;
    private Replica replica;

    private record Answered(int status, Duration after) {}

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
    void everybodyIsAnsweredInTimeAndAllIsWellAfterwards() {
        Visitors visitors = new Visitors(shop);
        visitors.scanAndWait(visitors.come(5));
        assertTrue(allStores().stream().allMatch(answer -> answer.status() == 200));
        assertEquals("UP", readiness().jsonPath().getString("status"));

        List<String> late = visitors.come(10);
        shop.fleet.postgres().freeze();
        try {
            visitors.scan(late);
            // On connections that were open, then on new ones, which nobody greets.
            for (int round = 0; round < 3; round++) {
                answeredBusyInTime(allStores());
            }
            Response readiness = readiness();
            assertEquals(503, readiness.statusCode());
            assertTrue(readiness.asString().contains("postgresql"), readiness.asString());
            assertEquals(200, liveness().statusCode());
        } finally {
            shop.fleet.postgres().thaw();
        }

        await().atMost(20, SECONDS).until(() -> readiness().statusCode() == 200);
        await().atMost(20, SECONDS).until(() -> allStores().stream().allMatch(answer -> answer.status() == 200));
        shop.fleet
                .callbackAttempts()
                .forEach(millis -> assertTrue(
                        millis < LONGEST_CALLBACK.toMillis(), () -> "WeChat waited " + millis + " ms for an answer"));
        visitors.sendAgainWhatWasGivenUp();
        visitors.settle(15);
        assertEquals(
                0,
                shop.fleet.number("select greatest(0, count(*) - " + Fleet.POOL + ") from pg_stat_activity"
                        + " where application_name = 'guike'"),
                "the pool has no more connections than it may");
        assertEquals(
                0,
                shop.fleet.number("select count(*) from pg_stat_activity where application_name = 'guike'"
                        + " and state like 'idle in transaction%' and now() - state_change > interval '5 seconds'"),
                "and none of them is left in a transaction");
    }

    private void answeredBusyInTime(List<Answered> answers) {
        answers.forEach(answer -> {
            assertEquals(503, answer.status(), replica::said);
            assertTrue(answer.after().compareTo(LONGEST_ANSWER) < 0, () -> "answered after " + answer.after());
        });
    }

    private List<Answered> allStores() {
        return Run.together(AT_ONCE, number -> {
            long start = System.nanoTime();
            int status = shop.request(replica).get("/api/hq/stores").statusCode();
            return new Answered(status, Duration.ofNanos(System.nanoTime() - start));
        });
    }

    private Response readiness() {
        return RestAssured.given().baseUri(replica.managementUrl()).get("/q/health/ready");
    }

    private Response liveness() {
        return RestAssured.given().baseUri(replica.managementUrl()).get("/q/health/live");
    }
}
