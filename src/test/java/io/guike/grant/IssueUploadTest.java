package io.guike.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.guike.access.Caller;
import io.guike.claim.Sales;
import io.guike.imports.Uploads;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coupons for lists of members: how lists are sent. */
@QuarkusTest
class IssueUploadTest {

    /** Makes a list longer than what other requests may send. */
    private static final String REMARK = "备注".repeat(400);

    /** Longer than what nobody goes on with is kept. */
    private static final String LONG = "interval '" + (Uploads.KEPT.toDays() + 1) + " days'";

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Retention retention;

    @Inject
    Database database;

    private IssueClient hq;
    private UUID template;

    @BeforeEach
    void signIn() {
        hq = new IssueClient(chain.hq().token());
        template = sales.open(Sales.offer(null, 1));
    }

    private long count(String sql, String run) {
        return sales.number(sql, UUID.fromString(run));
    }

    private byte[] longList(int many) {
        return sales.people(many).stream()
                .map(Caller::name)
                .map(number -> REMARK + "," + number)
                .collect(Collectors.joining("\r\n", "备注,会员号\r\n", "\r\n"))
                .getBytes(UTF_8);
    }

    @Test
    void partsMayEndAnywhereAndComeInAnyOrderAndTwice() {
        byte[] list = longList(430);
        int half = list.length / 2 + 1;
        String run = hq.create(template);
        assertEquals("UPLOADING", hq.view(run).getString("state"));
        hq.put(run, 2, Arrays.copyOfRange(list, half, list.length)).statusCode(200);
        hq.start(run, 2, list.length)
                .statusCode(422)
                .body("code", equalTo("import.incomplete"))
                .body("detail", containsString("[1]"));
        hq.put(run, 1, "wrong".getBytes(UTF_8)).statusCode(200);
        hq.put(run, 1, Arrays.copyOfRange(list, 0, half)).statusCode(200).body("bytes", equalTo(half));
        hq.put(run, 1, Arrays.copyOfRange(list, 0, half)).statusCode(200);
        hq.get("/" + run + "/parts").statusCode(200).body("items.number", equalTo(List.of(1, 2)));
        assertEquals(list.length, hq.view(run).getInt("bytes"));
        hq.again(run);
        assertEquals("UPLOADING", hq.view(run).getString("state"), "there is nothing to be tried again");
        hq.start(run, 2, list.length - 1).statusCode(422);
        hq.start(run, 2, list.length).statusCode(202).body("startedAt", notNullValue());
        hq.put(run, 3, new byte[] {1}).statusCode(409).body("code", equalTo("import.started"));
        hq.start(run, 2, list.length).statusCode(409);
        JsonPath done = hq.done(run);
        assertEquals(Map.of("GRANTED", 430), done.getMap("outcomes"));
        assertEquals(430, done.getInt("lines"));
        assertEquals("UTF-8", done.getString("charset"));
        assertEquals(list.length, done.getInt("position"));
        sales.mustBeSound(template, 430, 1);
        nothingIsLeftOf(run);
    }

    private void nothingIsLeftOf(String run) {
        hq.get("/" + run + "/parts").statusCode(200).body("items.size()", equalTo(0));
        assertEquals(0, count("select count(*) from import_piece where file_id = :x", run));
        assertEquals(
                1, count("select count(*) from person_key where person_id = :x and wrapped is null", run), "its key");
    }

    @Test
    void aListInOneRequestMayBeLongerThanOtherRequests() {
        byte[] list = longList(200);
        String run = hq.send(template, list).statusCode(202).extract().path("id");
        assertEquals(Map.of("GRANTED", 200), hq.done(run).getMap("outcomes"));
        nothingIsLeftOf(run);
    }

    @Test
    void aListIsReadAsSpreadsheetsWriteIt() {
        String text = "姓名,卡号\r\n王芳,A1\r\n\r\n李雷\r\n'=x,'-B2\r\n";
        for (byte[] list : List.of(text.getBytes(Charset.forName("GB18030")), ("\uFEFF" + text).getBytes(UTF_8))) {
            String run = hq.send(template, list).statusCode(202).extract().path("id");
            assertEquals(Map.of("UNKNOWN", 2, "MALFORMED", 1), hq.done(run).getMap("outcomes"));
            JsonPath lines = hq.lines(run);
            assertEquals(List.of(2, 4, 5), lines.getList("items.line"));
            assertEquals(List.of("A1", "", "-B2"), lines.getList("items.number"));
        }
    }

    @Test
    void whatIsNoListIsRefusedAndNothingIsKept() {
        refused("姓名\n王芳\n".getBytes(UTF_8), "import.refused");
        refused("会员号\n".getBytes(UTF_8), "import.refused");
        refused("会员号\nA1\n".getBytes(StandardCharsets.UTF_16), "import.unreadable");
        refused(new byte[] {(byte) 0xFF, (byte) 0xFF, 0x20, 1, 2}, "import.unreadable");
        hq.send(Sales.key(), template, "会员号\nA1\n".getBytes(UTF_8), "text/csv; charset=EBCDIC")
                .statusCode(415);
        assertEquals(0, sales.number("select count(*) from grant_run where template_id = :x", template));
        hq.send(UUID.randomUUID(), "会员号\nA1\n".getBytes(UTF_8))
                .statusCode(404)
                .body("code", equalTo("coupon.template-unknown"));
    }

    private void refused(byte[] list, String code) {
        hq.send(template, list).statusCode(422).body("code", equalTo(code));
    }

    @Test
    void aRefusedStartMayBeMended() {
        String run = hq.create(template);
        byte[] wrong = "姓名\n王芳\n".getBytes(UTF_8);
        hq.put(run, 1, wrong).statusCode(200);
        hq.start(run, 1, wrong.length).statusCode(422).body("errors[0].field", equalTo("header"));
        byte[] right = "member\nNOBODY\n".getBytes(UTF_8);
        hq.put(run, 1, right).statusCode(200);
        hq.start(run, 1, right.length).statusCode(202);
        assertEquals(1, hq.done(run).getInt("outcomes.UNKNOWN"));
    }

    @Test
    void aListOfBlankLinesIsDone() {
        String run = hq.started(template, "会员号\n\n \n,\n");
        JsonPath done = hq.done(run);
        assertEquals(0, done.getInt("lines"));
        assertEquals(Map.of(), done.getMap("outcomes"));
        assertNotNull(done.getString("doneAt"));
    }

    @Test
    void onlyRunsThatThereAreAreShown() {
        String nowhere = UUID.randomUUID().toString();
        for (String path : List.of("", "/parts", "/lines")) {
            hq.get("/" + nowhere + path).statusCode(404).body("code", equalTo("grant.run-unknown"));
        }
        hq.put(nowhere, 1, new byte[] {1}).statusCode(404);
        hq.start(nowhere, 1, 1).statusCode(404);
        Api.as(hq.token())
                .post(IssueClient.PATH + "/" + nowhere + "/again")
                .then()
                .statusCode(404);
        String run = hq.create(template);
        Api.breaking(hq.token())
                .contentType("application/octet-stream")
                .body(new byte[] {1})
                .put(IssueClient.PATH + "/" + run + "/parts/0")
                .then()
                .statusCode(400);
        Api.breaking(hq.token())
                .header("Idempotency-Key", Sales.key())
                .contentType("application/json")
                .body(Map.of("parts", 1_001, "bytes", 1))
                .post(IssueClient.PATH + "/" + run + "/start")
                .then()
                .statusCode(400);
    }

    @Test
    void whatNobodyStartsIsGivenUp() {
        String run = hq.create(template);
        hq.put(run, 1, "会员号\nA1\n".getBytes(UTF_8)).statusCode(200);
        Run.now(retention::sweep);
        assertEquals("UPLOADING", hq.view(run).getString("state"));
        Run.now(() -> database.sql("update grant_run set asked_at = asked_at - " + LONG + " where id = :id")
                .with("id", UUID.fromString(run))
                .run());
        Run.now(retention::sweep);
        hq.get("/" + run).statusCode(404);
        assertEquals(0, count("select count(*) from import_file where id = :x", run));
        assertEquals(0, count("select count(*) from import_piece where file_id = :x", run));
    }

    @Test
    void whatFailedForGoodIsTriedAgainAsLongAsItsFileIsThere() {
        String run = hq.started(template, "会员号\nA1\n");
        hq.done(run);
        failed(run);
        hq.again(run);
        assertEquals("FAILED", hq.view(run).getString("state"), "its file is gone");
        Run.now(() -> database.sql("insert into import_part (file_id, number, bytes, sha256) values (:id, 9, 1, '')")
                .with("id", UUID.fromString(run))
                .run());
        hq.again(run);
        assertEquals(Map.of("UNKNOWN", 1), hq.done(run).getMap("outcomes"));
    }

    private void failed(String run) {
        Run.now(() -> database.sql("update grant_run set state = 'DEAD' where id = :id")
                .with("id", UUID.fromString(run))
                .run());
    }

    @Test
    void whatFailedForGoodIsLetGoOf() {
        String run = hq.create(template);
        hq.put(run, 1, "会员号\nA1\n".getBytes(UTF_8)).statusCode(200);
        Run.now(() -> database.sql("update grant_run set state = 'DEAD', phase = 'GIVING', due_at = now() - " + LONG
                        + " where id = :id")
                .with("id", UUID.fromString(run))
                .run());
        assertEquals("FAILED", hq.view(run).getString("state"));
        Run.now(retention::sweep);
        nothingIsLeftOf(run);
    }
}
