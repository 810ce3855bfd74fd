package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** New people who come to a shop and scan its code, and what became of their scans. */
final class Visitors {

    private final Shop shop;
    private final List<String> users = new ArrayList<>();

    Visitors(Shop shop) {
        this.shop = shop;
    }

    /** @return the openid of a new person */
    String one() {
        String id = shop.fleet
                .simulator()
                .body(Map.of("nickname", "小林"))
                .post("/simulator/users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String openid = shop.fleet
                .simulator()
                .body(Map.of("appid", shop.fleet.serviceAppid()))
                .post("/simulator/users/" + id + "/openid")
                .then()
                .extract()
                .path("openid");
        users.add(openid);
        return openid;
    }

    List<String> come(int many) {
        List<String> come = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            come.add(one());
        }
        return come;
    }

    /** WeChat tells us meanwhile. */
    void scan(List<String> people) {
        people.forEach(person -> scan(person, Map.of("wait", false)));
    }

    void scanAndWait(List<String> people) {
        people.forEach(person -> scan(person, Map.of("wait", true)));
    }

    void scan(String person, Map<String, ?> how) {
        Map<String, Object> body = new HashMap<>(how);
        body.put("appid", shop.fleet.serviceAppid());
        body.put("scene", shop.scene);
        shop.fleet
                .simulator()
                .body(body)
                .post("/simulator/users/" + person + "/scan")
                .then()
                .statusCode(200);
    }

    /** Everything that was sent is here, each once, and nothing is left to do. */
    void settle(int scans) {
        await().atMost(120, SECONDS).untilAsserted(() -> {
            assertEquals(scans, touches());
            assertEquals(List.of(), shop.open());
        });
        assertEquals(
                scans,
                shop.fleet.number(
                        "select count(*) from ownership where store_id = ?::uuid and person_id in (" + people() + ")",
                        shop.store));
        assertEquals(
                scans,
                shop.fleet.number(
                        "select count(distinct inbound_id) from touch where person_id in (" + people() + ")"));
        assertEquals(0, shop.wrongOwners());
    }

    /** What WeChat gave up after three tries, none of which we had answered, somebody sends again. */
    void sendAgainWhatWasGivenUp() {
        await().atMost(90, SECONDS).until(() -> outcomes("pending").isEmpty());
        List<Integer> failed = outcomes("failed");
        await().atMost(90, SECONDS).until(() -> touches() >= users.size() - failed.size());
        failed.forEach(push -> {
            Response answer =
                    shop.fleet.simulator().body(Map.of("wait", true)).post("/simulator/pushes/" + push + "/resend");
            assertTrue(answer.statusCode() < 300, answer::asString);
        });
    }

    long touches() {
        return shop.fleet.number("select count(*) from touch where person_id in (" + people() + ")");
    }

    List<String> messages(String person) {
        return shop.fleet
                .simulator()
                .get("/simulator/users/" + person + "/conversations/" + shop.fleet.serviceAppid())
                .jsonPath()
                .getList("messages.findAll { it.from == 'account' }.text");
    }

    private List<Integer> outcomes(String outcome) {
        List<Integer> found = new ArrayList<>();
        for (String user : users) {
            found.addAll(shop.fleet
                    .simulator()
                    .queryParam("openid", user)
                    .get("/simulator/pushes")
                    .jsonPath()
                    .getList("pushes.findAll { it.outcome == '" + outcome + "' }.id", Integer.class));
        }
        return found;
    }

    private String people() {
        return "select person_id from wechat_identity where openid in (" + openids() + ")";
    }

    /** As an SQL list. */
    String openids() {
        return users.isEmpty() ? "''" : "'" + String.join("','", users) + "'";
    }
}
