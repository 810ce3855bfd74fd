package io.guike.journey;

import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, and everything that can break: no scan is lost, none counts twice. */
class FaultsIT {

    @TempDir
    static Path directory;

    private static Shop shop;

    private Visitors visitors;

    @BeforeAll
    static void openAShop() throws Exception {
        shop = new Shop(new Fleet(directory), 2);
    }

    @AfterAll
    static void closeTheShop() throws Exception {
        shop.close();
    }

    @BeforeEach
    void everybodyIsThere() throws Exception {
        shop.mend();
        visitors = new Visitors(shop);
    }

    @Test
    void aScanRepeatedInParallelOverTwoReplicasIsOneTouchAndOneReply() {
        String user = visitors.one();
        visitors.scan(user, Map.of("wait", true, "push", Map.of("copies", 8, "repeats", 2)));
        visitors.settle(1);
        List<String> messages = visitors.messages(user);
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).contains("李雷"), messages.toString());
    }

    @Test
    void killingAReplicaInTheMiddleLosesNoScan() throws Exception {
        List<String> people = visitors.come(120);
        visitors.scan(people.subList(0, 60));
        shop.replica(0).kill();
        visitors.scan(people.subList(60, 120));
        visitors.settle(120);
    }

    @Test
    void withoutRedisScansGoOnAndItsReturnIsNoticed() {
        shop.fleet.redis().kill();
        try {
            visitors.scanAndWait(visitors.come(20));
            visitors.settle(20);
        } finally {
            shop.fleet.redis().startAgain();
        }
        visitors.scanAndWait(visitors.come(5));
        visitors.settle(25);
    }

    @Test
    void whatWasAnsweredWithSuccessSurvivesTheDeathOfTheDatabase() {
        List<String> people = visitors.come(80);
        visitors.scan(people.subList(0, 40));
        shop.fleet.postgres().kill();
        visitors.scan(people.subList(40, 60));
        shop.fleet.postgres().startAgain();
        visitors.scan(people.subList(60, 80));
        visitors.sendAgainWhatWasGivenUp();
        visitors.settle(80);
    }

    @Test
    void aTokenThatWeChatForgotIsFetchedAgainAndTheFanIsAskedForOnceMore() {
        shop.fleet
                .simulator()
                .body(Map.of("action", "invalidate"))
                .post("/simulator/accounts/" + shop.fleet.serviceAppid() + "/tokens")
                .then()
                .statusCode(lessThan(300));
        shop.fleet
                .simulator()
                .body(Map.of("path", "/cgi-bin/user/info", "errcode", -1, "times", 3))
                .post("/simulator/faults")
                .then()
                .statusCode(201);
        visitors.scanAndWait(visitors.come(3));
        visitors.settle(3);
        assertEquals(
                0,
                shop.fleet.number("select count(*) from wechat_identity where unionid is null and openid in ("
                        + visitors.openids() + ")"));
    }

    @Test
    void anOrderlyEndFinishesWhatItTook() throws Exception {
        visitors.scan(visitors.come(30));
        shop.replica(1).end();
        visitors.settle(30);
    }
}
