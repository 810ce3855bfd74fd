package io.guike.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.guike.support.Api;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** Head office at work with lists of members. */
record IssueClient(String token) {

    static final String PATH = "/api/hq/coupon-issues";

    private RequestSpecification plain() {
        return Api.as(token)
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)));
    }

    /** A list in one request. */
    ValidatableResponse send(String key, UUID template, byte[] list, String type) {
        return plain().header("Idempotency-Key", key)
                .queryParam("templateId", template)
                .queryParam("name", "国庆")
                .contentType(type)
                .body(list)
                .post(PATH)
                .then();
    }

    ValidatableResponse send(UUID template, byte[] list) {
        return send(UUID.randomUUID().toString(), template, list, "text/csv");
    }

    String started(UUID template, String list) {
        return send(template, list.getBytes(UTF_8)).statusCode(202).extract().path("id");
    }

    String create(UUID template) {
        return Api.command(token)
                .body(Map.of("templateId", template, "name", "国庆"))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    ValidatableResponse put(String run, int number, byte[] bytes) {
        return plain().contentType("application/octet-stream")
                .body(bytes)
                .put(PATH + "/" + run + "/parts/" + number)
                .then();
    }

    ValidatableResponse start(String run, int parts, long bytes) {
        return Api.command(token)
                .body(Map.of("parts", parts, "bytes", bytes))
                .post(PATH + "/" + run + "/start")
                .then();
    }

    ValidatableResponse get(String path) {
        return Api.as(token).get(PATH + path).then();
    }

    JsonPath view(String run) {
        return get("/" + run).statusCode(200).extract().jsonPath();
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
