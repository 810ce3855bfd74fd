package io.guike.roster;

import static io.guike.roster.RosterClient.HEADER;
import static io.guike.roster.RosterClient.card;
import static io.guike.roster.RosterClient.phone;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RosterUploadTest {

    private static final String SHORT = "phone,card,name\n";

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    Retention retention;

    @Inject
    MovableClock clock;

    private RosterClient hq;

    @BeforeEach
    void signIn() {
        hq = new RosterClient(chain.hq().token());
    }

    private static String lines(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> phone() + "," + card() + ",顾客\n")
                .collect(Collectors.joining());
    }

    @Test
    void partsMayEndAnywhereAndComeInAnyOrderAndTwice() {
        byte[] file = (SHORT + lines(4_000)).getBytes(UTF_8);
        int third = file.length / 3;
        String run = hq.create(Map.of("fileName", "名册.csv"));
        assertEquals("UPLOADING", hq.view(run).getString("state"));
        hq.put(run, 3, Arrays.copyOfRange(file, 2 * third, file.length)).statusCode(200);
        hq.put(run, 1, "wrong".getBytes(UTF_8)).statusCode(200);
        hq.start(run, 3, file.length).statusCode(422).body("code", equalTo("import.incomplete"));
        hq.put(run, 1, Arrays.copyOfRange(file, 0, third)).statusCode(200).body("bytes", equalTo(third));
        hq.put(run, 1, Arrays.copyOfRange(file, 0, third)).statusCode(200);
        hq.start(run, 3, file.length).statusCode(422).body("detail", containsString("[2]"));
        hq.put(run, 2, Arrays.copyOfRange(file, third, 2 * third)).statusCode(200);
        assertEquals(
                List.of(1, 2, 3),
                Api.as(hq.token())
                        .get(RosterClient.PATH + "/" + run + "/parts")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("items.number"));
        assertEquals(file.length, hq.view(run).getLong("bytes"));
        hq.start(run, 3, file.length - 1).statusCode(422);
        hq.start(run, 2, file.length).statusCode(422);
        hq.start(run, 3, file.length).statusCode(202);
        hq.put(run, 4, new byte[] {1}).statusCode(409).body("code", equalTo("import.started"));
        hq.start(run, 3, file.length).statusCode(409);
        JsonPath over = hq.over(run);
        assertEquals(4_000, over.getInt("created"), () -> over.prettyPrint());
        assertEquals("名册.csv", over.getString("fileName"));
    }

    @Test
    void utf8WithAMarkAndGb18030AreFoundOut() {
        String file = "手机号,卡号,姓名\n" + phone() + "," + card() + ",张三丰\n";
        assertEquals(1, hq.run("\uFEFF" + file).getInt("created"));
        String run = hq.send(file.getBytes(Charset.forName("GB18030")), "text/csv", Map.of())
                .statusCode(202)
                .extract()
                .path("id");
        JsonPath over = hq.over(run);
        assertEquals("GB18030", over.getString("charset"));
        assertEquals(1, over.getInt("unchanged"), "the name reads the same");
    }

    @Test
    void whatIsNoListIsRefusedAndNothingIsKept() {
        long before = runs();
        refused("PK\u0003\u0004xl/workbook.xml".getBytes(StandardCharsets.ISO_8859_1), "Excel");
        refused("手机号,卡号\n".getBytes(StandardCharsets.UTF_16), "UTF-16");
        refused("\"手机号,卡号".getBytes(UTF_8), "表头");
        refused(new byte[] {(byte) 0xFF, (byte) 0xFF, 0x20, 1, 2}, "GB18030");
        hq.send((SHORT + "x").getBytes(UTF_8), "text/csv; charset=EBCDIC", Map.of())
                .statusCode(415);
        hq.send("phone,colour,phone\n".getBytes(UTF_8), "text/csv", Map.of())
                .statusCode(422)
                .body("code", equalTo("import.refused"))
                .body("total", equalTo(3))
                .body("errors.message", hasItem(containsString("colour")));
        assertEquals(before, runs());
    }

    private void refused(byte[] file, String why) {
        hq.send(file, "text/csv", Map.of())
                .statusCode(422)
                .body("code", equalTo("import.unreadable"))
                .body("detail", containsString(why));
    }

    private long runs() {
        return Run.now(() -> database.sql("select count(*) from roster_run").one(row -> row.number(0)));
    }

    @Test
    void aFileWithoutLinesIsDoneAtOnce() {
        JsonPath run = hq.run(SHORT);
        assertEquals(0, run.getInt("lines"));
        assertEquals("DONE", run.getString("state"));
        assertEquals(2, hq.run(SHORT + "\n , ,\n" + lines(1) + "\n" + lines(1)).getInt("created"), "blank lines");
    }

    @Test
    void aRefusedStartMayBeMended() {
        String run = hq.create(Map.of());
        byte[] wrong = "phone,colour\n".getBytes(UTF_8);
        hq.put(run, 1, wrong).statusCode(200);
        hq.start(run, 1, wrong.length).statusCode(422);
        byte[] right = (SHORT + lines(2)).getBytes(UTF_8);
        hq.put(run, 1, right).statusCode(200);
        hq.start(run, 1, right.length).statusCode(202);
        assertEquals(2, hq.over(run).getInt("created"));
    }

    @Test
    void onlyRunsThatThereAreAreShown() {
        String nowhere = UUID.randomUUID().toString();
        for (String path : List.of("", "/parts", "/quarantine", "/quarantine.csv")) {
            Api.as(hq.token())
                    .get(RosterClient.PATH + "/" + nowhere + path)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("roster.run-unknown"));
        }
        hq.put(nowhere, 1, new byte[] {1}).statusCode(404);
        Api.as(hq.token())
                .delete(RosterClient.PATH + "/" + nowhere + "/quarantine")
                .then()
                .statusCode(404);
        String run = hq.create(Map.of());
        Api.as(hq.token())
                .delete(RosterClient.PATH + "/" + run + "/quarantine")
                .then()
                .statusCode(409)
                .body("code", equalTo("roster.not-over"));
        Api.command(hq.token())
                .body(Map.of("corrects", run))
                .post(RosterClient.PATH)
                .then()
                .statusCode(409);
        Api.as(hq.token()).get(RosterClient.PATH).then().statusCode(200).body("items.id", hasItem(run));
        Api.breaking(hq.token())
                .contentType("application/octet-stream")
                .body(new byte[] {1})
                .put(RosterClient.PATH + "/" + run + "/parts/0")
                .then()
                .statusCode(400);
    }

    @Test
    void pagesOfAQuarantineFollowTheFile() {
        String run = hq.run(SHORT + "x,y,z\n".repeat(5)).getString("id");
        JsonPath first = Api.as(hq.token())
                .queryParam("limit", 3)
                .get(RosterClient.PATH + "/" + run + "/quarantine")
                .jsonPath();
        assertEquals(List.of(2, 3, 4), first.getList("items.line"));
        JsonPath second = Api.as(hq.token())
                .queryParam("limit", 3)
                .queryParam("cursor", first.getString("next"))
                .get(RosterClient.PATH + "/" + run + "/quarantine")
                .jsonPath();
        assertEquals(List.of(5, 6), second.getList("items.line"));
        Api.as(hq.token())
                .queryParam("cursor", "bm9uc2Vuc2U")
                .get(RosterClient.PATH + "/" + run + "/quarantine")
                .then()
                .statusCode(400);
    }

    @Test
    void whatNobodyStartsOrMendsIsGivenUp() {
        String run = hq.create(Map.of());
        hq.put(run, 1, HEADER.getBytes(UTF_8)).statusCode(200);
        String bad = hq.run(SHORT + "x,y,z\n").getString("id");
        Run.now(() -> retention.sweep());
        assertEquals("UPLOADING", hq.view(run).getString("state"));
        clock.move(Retention.QUARANTINE.plus(Duration.ofDays(1)));
        Run.now(() -> retention.sweep());
        RosterClient later = new RosterClient(chain.hq().token());
        Api.as(later.token()).get(RosterClient.PATH + "/" + run).then().statusCode(404);
        assertEquals(0, later.view(bad).getInt("open"));
    }
}
