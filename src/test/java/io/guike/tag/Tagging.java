package io.guike.tag;

import io.guike.platform.Ids;
import io.guike.support.Api;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What head office asks of tags. */
final class Tagging {

    private Tagging() {}

    /** A code that no other test has. */
    static String code() {
        return "t-" + Ids.readable(10).toLowerCase(Locale.ROOT);
    }

    /** A new tag. */
    static String tag(String hq) {
        String code = code();
        create(hq, code, "爱茶客").then().statusCode(201);
        return code;
    }

    static Response create(String hq, String code, String name) {
        return Api.command(hq).body(Map.of("code", code, "name", name)).post("/api/hq/tags");
    }

    static Response view(String hq, String code) {
        return Api.as(hq).get("/api/hq/tags/" + code);
    }

    static Response retire(String hq, String code) {
        return Api.as(hq).post("/api/hq/tags/" + code + "/retirement");
    }

    /** @param until null for good */
    static Response put(String hq, UUID person, String code, LocalDate until) {
        Map<String, Object> body = new HashMap<>();
        body.put("until", until == null ? null : until.toString());
        body.put("reason", "门店推荐");
        return Api.as(hq).contentType("application/json").body(body).put("/api/hq/people/" + person + "/tags/" + code);
    }

    static Response take(String hq, UUID person, String code) {
        return Api.as(hq).delete("/api/hq/people/" + person + "/tags/" + code);
    }

    static Response of(String hq, UUID person) {
        return Api.as(hq).get("/api/hq/people/" + person + "/tags");
    }

    static String list(List<String> numbers) {
        return "会员号\n" + String.join("\n", numbers) + "\n";
    }

    static Response putAll(String hq, String code, String csv) {
        return putAll(hq, code, csv, Map.of("reason", "茶会名单"), UUID.randomUUID().toString());
    }

    static Response putAll(String hq, String code, String csv, Map<String, String> query, String key) {
        return Api.as(hq)
                .header("Idempotency-Key", key)
                .queryParams(query)
                .contentType("text/csv; charset=UTF-8")
                .body(csv.getBytes(StandardCharsets.UTF_8))
                .post("/api/hq/tags/" + code + "/people");
    }

    static Response takeAll(String hq, String code, String csv) {
        return Api.as(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("text/csv; charset=UTF-8")
                .body(csv.getBytes(StandardCharsets.UTF_8))
                .post("/api/hq/tags/" + code + "/people/removal");
    }
}
