package io.guike.grant;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.access.Caller;
import io.guike.claim.Sales;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Problem;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Coupons for lists of members. */
@QuarkusTest
class IssueTest {

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Newcomers newcomers;

    @Inject
    IssueRuns runs;

    @Inject
    Database database;

    private static Response start(String hq, String key, UUID template, String csv) {
        return Api.as(hq)
                .header("Idempotency-Key", key)
                .queryParam("templateId", template)
                .queryParam("name", "国庆")
                .contentType("text/csv; charset=UTF-8")
                .body(csv.getBytes(StandardCharsets.UTF_8))
                .post("/api/hq/coupon-issues");
    }

    private static String started(String hq, UUID template, String csv) {
        return start(hq, Sales.key(), template, csv)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static JsonPath done(String hq, String run) {
        await().atMost(120, SECONDS)
                .until(() -> view(hq, run).getString("state").equals("DONE"));
        return view(hq, run);
    }

    private static JsonPath view(String hq, String run) {
        return Api.as(hq)
                .get("/api/hq/coupon-issues/" + run)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String list(List<Caller> people) {
        return people.stream().map(Caller::name).collect(Collectors.joining("\n", "会员号\n", "\n"));
    }

    @Test
    void everyLineComesToSomethingAndNobodyGetsTwo() {
        String hq = chain.hq().token();
        UUID template = sales.open(Sales.offer(null, 5));
        List<Caller> people = sales.people(450);
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String csv = list(people) + people.get(7).name() + "\n" + card + "\nNOBODY\n\n\"broken\"x\n";
        String key = Sales.key();
        String run =
                start(hq, key, template, csv).then().statusCode(202).extract().path("id");
        start(hq, key, template, csv).then().statusCode(202).body("id", equalTo(run));
        JsonPath done = done(hq, run);
        assertEquals(451, done.getInt("outcomes.GRANTED"));
        assertEquals(1, done.getInt("outcomes.REPEATED"));
        assertEquals(1, done.getInt("outcomes.UNKNOWN"));
        assertEquals(1, done.getInt("outcomes.MALFORMED"));
        sales.mustBeSound(template, 451, 1);
        Api.as(hq)
                .queryParam("outcome", "UNKNOWN")
                .get("/api/hq/coupon-issues/" + run + "/lines")
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].number", equalTo("NOBODY"))
                .body("items[0].line", equalTo(454));
        Api.as(hq).get("/api/hq/coupon-issues").then().statusCode(200).body("items.id", hasItem(run));
    }

    @Test
    void whatAPauseOrTheEndOfTheStockLeftOutIsGivenWhenItIsTriedAgain() {
        String hq = chain.hq().token();
        UUID template = sales.lay(State.PAUSED, Sales.terms(), Sales.offer(30L, 1));
        List<Caller> people = sales.people(40);
        String run = started(hq, template, list(people));
        assertEquals(40, done(hq, run).getInt("outcomes.PAUSED"));
        sales.become(template, State.OPEN);
        again(hq, run);
        JsonPath done = done(hq, run);
        assertEquals(30, done.getInt("outcomes.GRANTED"));
        assertEquals(10, done.getInt("outcomes.SOLD_OUT"));
        again(hq, run);
        assertEquals(30, done(hq, run).getInt("outcomes.GRANTED"));
        sales.mustBeSound(template, 30, 1);
    }

    private static void again(String hq, String run) {
        Api.as(hq).post("/api/hq/coupon-issues/" + run + "/again").then().statusCode(200);
    }

    @Test
    void theNumberOfAnErasedMemberGoesFromTheList() {
        String hq = chain.hq().token();
        UUID template = sales.open(Sales.offer(null, 1));
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String run = started(hq, template, "卡号\n" + card + "\n");
        done(hq, run);
        Api.as(member.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
        assertEquals(0, sales.number("select count(*) from grant_run_line where number = :x", card));
    }

    @Test
    void aListThatIsNoneIsRefused() {
        String hq = chain.hq().token();
        UUID template = sales.open(Sales.offer(null, 1));
        start(hq, Sales.key(), template, "姓名\n王芳\n").then().statusCode(422).body("code", equalTo("grant.list-invalid"));
        assertThrows(Problem.class, () -> MemberList.read("会员号\n".getBytes(StandardCharsets.UTF_8)));
        assertThrows(Problem.class, () -> MemberList.read(new byte[0]));
        Api.as(hq)
                .get("/api/hq/coupon-issues/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("grant.run-unknown"));
    }

    @Test
    void aListIsReadAsSpreadsheetsWriteIt() {
        List<MemberList.Line> expected = List.of(new MemberList.Line(2, "A1"), new MemberList.Line(4, ""));
        String text = "姓名,卡号\r\n王芳,A1\r\n\r\n李雷\r\n";
        assertEquals(expected, MemberList.read(text.getBytes(Charset.forName("GB18030"))));
        assertEquals(expected, MemberList.read(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)));
    }

    /** A list that nobody works through: it is said to be done. */
    private UUID waiting(String number) {
        UUID run = Ids.next();
        Run.now(() -> database.tx(() -> database.sql("""
                        insert into grant_run (id, template_id, name, lines, asked_by, asked_at, state, attempts, due_at)
                        values (:id, :id, '等', 1, 'test', now(), 'DONE', 0, now())""")
                .with("id", run)
                .run()
                .chain(() -> database.sql("insert into grant_run_line (run_id, line, number) values (:id, 2, :number)")
                        .with("id", run)
                        .with("number", number)
                        .run())));
        return run;
    }

    @Test
    void theNumbersOfAnErasedMemberGoAlsoFromLinesThatWait() {
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String number = Run.now(() -> database.sql("select number from person where id = :id")
                .with("id", member.person())
                .one(row -> row.text(0)));
        waiting(card);
        waiting(number);
        Api.as(member.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
        assertEquals(0, sales.number("select count(*) from grant_run_line where number = :x", card));
        assertEquals(0, sales.number("select count(*) from grant_run_line where number = :x", number));
        String hq = chain.hq().token();
        String late = started(hq, sales.open(Sales.offer(null, 1)), "会员号\n" + number + "\n");
        assertEquals(1, done(hq, late).getInt("outcomes.UNKNOWN"));
        assertEquals(0, sales.number("select count(*) from grant_run_line where number = :x", number));
    }

    @Test
    void linesAreKeptForHalfAYear() {
        String hq = chain.hq().token();
        UUID template = sales.open(Sales.offer(null, 1));
        String list = list(sales.people(3));
        UUID old = UUID.fromString(started(hq, template, list));
        UUID fresh = UUID.fromString(started(hq, sales.open(Sales.offer(null, 1)), list));
        done(hq, old.toString());
        done(hq, fresh.toString());
        Run.now(() -> database.sql("update grant_run set asked_at = asked_at - interval '181 days' where id = :id")
                .with("id", old)
                .run());
        await().atMost(60, SECONDS).until(() -> {
            Run.now(runs::forgetOld);
            return sales.number("select count(*) from grant_run_line where run_id = :x", old) == 0;
        });
        assertEquals(3, sales.number("select count(*) from grant_run_line where run_id = :x", fresh));
        assertEquals(3, view(hq, old.toString()).getInt("lines"));
    }
}
