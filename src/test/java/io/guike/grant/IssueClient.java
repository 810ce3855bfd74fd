package io.guike.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.guike.support.Api;
import io.guike.support.SentLists;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;

/** Head office at work with lists of members. */
record IssueClient(String token) {

    static final String PATH = "/api/hq/coupon-issues";

    private SentLists lists() {
        return new SentLists(token, PATH);
    }

    /** A list in one request. */
    ValidatableResponse send(String key, UUID template, byte[] list, String type) {
        return lists().send(key, list, type, Map.of("templateId", template, "name", "国庆"));
    }

    ValidatableResponse send(UUID template, byte[] list) {
        return send(UUID.randomUUID().toString(), template, list, "text/csv");
    }

    String started(UUID template, String list) {
        return send(template, list.getBytes(UTF_8)).statusCode(202).extract().path("id");
    }

    String create(UUID template) {
        return lists().create(Map.of("templateId", template, "name", "国庆"));
    }

    ValidatableResponse put(String run, int number, byte[] bytes) {
        return lists().put(run, number, bytes);
    }

    ValidatableResponse start(String run, int parts, long bytes) {
        return lists().start(run, parts, bytes);
    }

    ValidatableResponse get(String path) {
        return Api.as(token).get(PATH + path).then();
    }

    JsonPath view(String run) {
        return lists().view(run);
    }

    JsonPath lines(String run) {
        return get("/" + run + "/lines").statusCode(200).extract().jsonPath();
    }

    void again(String run) {
        Api.as(token).post(PATH + "/" + run + "/again").then().statusCode(200);
    }

    JsonPath done(String run) {
        await().atMost(120, SECONDS).until(() -> view(run).getString("state").equals("DONE"));
        return view(run);
    }
}
