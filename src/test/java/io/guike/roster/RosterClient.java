package io.guike.roster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.SentLists;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/** Head office at work with lists. */
record RosterClient(String token) {

    static final String PATH = "/api/hq/imports/rosters";
    static final String HEADER = "手机号,卡号,姓名,等级,积分,门店编码,导购工号,入会日期\n";

    static String phone() {
        return "1" + (30 + ThreadLocalRandom.current().nextInt(70))
                + "%08d".formatted(ThreadLocalRandom.current().nextInt(100_000_000));
    }

    static String card() {
        return "C" + Ids.readable(10);
    }

    private SentLists lists() {
        return new SentLists(token, PATH);
    }

    ValidatableResponse send(byte[] file, String type, Map<String, ?> query) {
        return lists().send(UUID.randomUUID().toString(), file, type, query);
    }

    /** A file in one request. */
    String begin(String file) {
        return send(file.getBytes(UTF_8), "text/csv", Map.of())
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** The same, to its end. */
    JsonPath run(String file) {
        return over(begin(file));
    }

    JsonPath correct(String run, String file) {
        return over(send(file.getBytes(UTF_8), "text/csv", Map.of("corrects", run))
                .statusCode(202)
                .extract()
                .path("id"));
    }

    String create(Map<String, ?> plan) {
        return lists().create(plan);
    }

    ValidatableResponse put(String run, int number, byte[] bytes) {
        return lists().put(run, number, bytes);
    }

    ValidatableResponse start(String run, int parts, long bytes) {
        return lists().start(run, parts, bytes);
    }

    JsonPath view(String run) {
        return lists().view(run);
    }

    JsonPath over(String run) {
        Awaitility.await()
                .atMost(60, SECONDS)
                .until(() -> List.of("DONE", "FAILED").contains(view(run).getString("state")));
        Awaitility.await().atMost(20, SECONDS).until(() -> view(run).getString("doneAt") != null);
        return view(run);
    }

    JsonPath quarantine(String run) {
        return Api.as(token)
                .queryParam("limit", 100)
                .get(PATH + "/" + run + "/quarantine")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The codes of what is wrong with a line. */
    List<String> reasons(String run, int line) {
        return quarantine(run).getList("items.find { it.line == " + line + " }.flaws.code");
    }

    String download(String run) {
        return new String(
                Api.as(token)
                        .get(PATH + "/" + run + "/quarantine.csv")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asByteArray(),
                UTF_8);
    }
}
