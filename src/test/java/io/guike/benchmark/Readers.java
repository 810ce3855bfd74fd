package io.guike.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.benchmark.Job.Shopping;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** People of the simulated WeChat who get to be laid members, as if those had opened the mini-program before. */
final class Readers {

    /** As many as the simulated WeChat makes at once. */
    private static final int AT_ONCE = 1_000;

    private Readers() {}

    /** Spread evenly over all laid members, of whom there must be as many. */
    static Shopping of(Bench bench, int many) throws Exception {
        String appid = bench.fleet().setting("guike.wechat.mini.app-id");
        List<String> users = new ArrayList<>();
        while (users.size() < many) {
            users.addAll(made(bench, Math.min(AT_ONCE, many - users.size())));
        }
        List<String> openids =
                users.parallelStream().map(user -> openid(bench, appid, user)).toList();
        assertEquals(many, bench.people().open(appid, openids), "members who open the mini-program");
        return new Shopping(List.copyOf(users), List.of());
    }

    private static List<String> made(Bench bench, int many) {
        return simulator(bench)
                .body(Map.of("nickname", "顾客", "count", many))
                .post("/simulator/users")
                .then()
                .statusCode(201)
                .extract()
                .path("users.id");
    }

    private static String openid(Bench bench, String appid, String user) {
        return simulator(bench)
                .body(Map.of("appid", appid))
                .post("/simulator/users/" + user + "/openid")
                .then()
                .statusCode(200)
                .extract()
                .path("openid");
    }

    private static RequestSpecification simulator(Bench bench) {
        return RestAssured.given().baseUri(bench.fleet().platformUrl()).contentType("application/json");
    }
}
