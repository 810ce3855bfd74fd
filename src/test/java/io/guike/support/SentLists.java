package io.guike.support;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** A client of a capability that takes long lists: in one request, or in parts. */
public record SentLists(String token, String path) {

    private RequestSpecification plain() {
        return Api.as(token)
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)));
    }

    /** In one request. */
    public ValidatableResponse send(String key, byte[] list, String type, Map<String, ?> query) {
        return plain().header("Idempotency-Key", key)
                .contentType(type)
                .queryParams(query)
                .body(list)
                .post(path)
                .then();
    }

    /** @return the run whose parts are to come */
    public String create(Map<String, ?> plan) {
        return Api.command(token)
                .body(plan)
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public ValidatableResponse put(String run, int number, byte[] bytes) {
        return plain().contentType("application/octet-stream")
                .body(bytes)
                .put(path + "/" + run + "/parts/" + number)
                .then();
    }

    public ValidatableResponse start(String run, int parts, long bytes) {
        return Api.command(token)
                .body(Map.of("parts", parts, "bytes", bytes))
                .post(path + "/" + run + "/start")
                .then();
    }

    public JsonPath view(String run) {
        return Api.as(token)
                .get(path + "/" + run)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
