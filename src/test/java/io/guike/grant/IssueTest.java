package io.guike.grant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.claim.Sales;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coupons for lists of members: what lines come to. */
@QuarkusTest
class IssueTest {

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Newcomers newcomers;

    @Inject
    Retention retention;

    @Inject
    Database database;

    private IssueClient hq;

    @BeforeEach
    void signIn() {
        hq = new IssueClient(chain.hq().token());
    }

    private static String list(List<Caller> people) {
        return people.stream().map(Caller::name).collect(Collectors.joining("\n", "会员号\n", "\n"));
    }

    @Test
    void everyLineComesToSomethingAndNobodyGetsTwo() {
        UUID template = sales.open(Sales.offer(null, 5));
        List<Caller> people = sales.people(450);
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String csv = list(people) + people.get(7).name() + "\n" + card + "\nNOBODY\n\n\"broken\"x\n";
        String key = Sales.key();
        String run = hq.send(key, template, csv.getBytes(UTF_8), "text/csv; charset=UTF-8")
                .statusCode(202)
                .extract()
                .path("id");
        hq.send(key, template, csv.getBytes(UTF_8), "text/csv; charset=UTF-8")
                .statusCode(202)
                .body("id", equalTo(run));
        JsonPath done = hq.done(run);
        assertEquals(Map.of("GRANTED", 451, "REPEATED", 1, "UNKNOWN", 1, "MALFORMED", 1), done.getMap("outcomes"));
        assertEquals(454, done.getInt("lines"));
        assertEquals(csv.getBytes(UTF_8).length, done.getInt("position"));
        sales.mustBeSound(template, 451, 1);
        hq.get("/" + run + "/lines?outcome=UNKNOWN")
                .statusCode(200)
                .body("items.size()", equalTo(1))
                .body("items[0].number", equalTo("NOBODY"))
                .body("items[0].line", equalTo(454));
        hq.get("").statusCode(200).body("items.id", hasItem(run));
    }

    @Test
    void whatAPauseOrTheEndOfTheStockLeftOutIsGivenWhenItIsTriedAgain() {
        UUID template = sales.lay(State.PAUSED, Sales.terms(), Sales.offer(230L, 1));
        List<Caller> people = sales.people(240);
        String run = hq.started(template, list(people));
        assertEquals(240, hq.done(run).getInt("outcomes.PAUSED"));
        sales.become(template, State.OPEN);
        hq.again(run);
        JsonPath done = hq.done(run);
        assertEquals(Map.of("GRANTED", 230, "SOLD_OUT", 10), done.getMap("outcomes"));
        assertEquals(240, done.getInt("lines"));
        hq.again(run);
        assertEquals(Map.of("GRANTED", 230, "SOLD_OUT", 10), hq.done(run).getMap("outcomes"));
        sales.mustBeSound(template, 230, 1);
    }

    private void erase(Newcomers.Newcomer member) {
        Api.as(member.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
    }

    private long lines(String number) {
        return sales.number("select count(*) from grant_run_line where number = :x", number);
    }

    private String number(Newcomers.Newcomer member) {
        return Run.now(() -> database.sql("select number from person where id = :id")
                .with("id", member.person())
                .one(row -> row.text(0)));
    }

    @Test
    void theNumberOfAnErasedMemberGoesFromTheList() {
        UUID template = sales.open(Sales.offer(null, 1));
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        hq.done(hq.started(template, "卡号\n" + card + "\n"));
        assertEquals(1, lines(card));
        erase(member);
        assertEquals(0, lines(card));
    }

    /** A line of a list from before its number was somebody's. */
    private void lineOfNobody(String number) {
        UUID run = Ids.next();
        Run.now(() -> database.tx(() -> database.sql("""
                        insert into grant_run (id, template_id, name, lines, asked_by, asked_at, phase, state, attempts,
                          due_at)
                        values (:id, :id, '旧', 1, 'test', now(), 'OVER', 'DONE', 0, now())""")
                .with("id", run)
                .run()
                .chain(() ->
                        database.sql("""
                                insert into grant_run_line (run_id, line, number, outcome)
                                values (:id, 2, :number, 'UNKNOWN')""").with("id", run).with("number", number).run())));
    }

    @Test
    void theNumbersOfAnErasedMemberGoAlsoFromLinesThatCameToNobody() {
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String number = number(member);
        lineOfNobody(card);
        lineOfNobody(number);
        erase(member);
        assertEquals(0, lines(card));
        assertEquals(0, lines(number));
    }

    @Test
    void theNumbersOfAnErasedMemberDoNotComeOutOfAListThatWaited() {
        Newcomers.Newcomer member = newcomers.come();
        String card = newcomers.bind(member).getString("cardNumber");
        String number = number(member);
        byte[] list = ("会员号\n" + card + "\n" + number + "\n").getBytes(UTF_8);
        String waiting = hq.create(sales.open(Sales.offer(null, 2)));
        hq.put(waiting, 1, list).statusCode(200);
        erase(member);
        hq.start(waiting, 1, list.length).statusCode(202);
        assertEquals(Map.of("UNKNOWN", 2), hq.done(waiting).getMap("outcomes"));
        assertEquals(List.of("", ""), hq.lines(waiting).getList("items.number"));
        UUID run = UUID.fromString(waiting);
        assertEquals(0, sales.number("select count(*) from grant_run_gone where run_id = :x", run));
        hq.again(waiting);
        assertEquals(Map.of("UNKNOWN", 2), hq.done(waiting).getMap("outcomes"));
    }

    @Test
    void linesAreKeptForHalfAYear() {
        String list = list(sales.people(3));
        UUID old = UUID.fromString(hq.started(sales.open(Sales.offer(null, 1)), list));
        UUID fresh = UUID.fromString(hq.started(sales.open(Sales.offer(null, 1)), list));
        hq.done(old.toString());
        hq.done(fresh.toString());
        long days = Retention.LINES.toDays() + 1;
        Run.now(() -> database.sql(
                        "update grant_run set asked_at = asked_at - interval '" + days + " days' where id = :id")
                .with("id", old)
                .run());
        await().atMost(60, SECONDS).until(() -> {
            Run.now(retention::sweep);
            return sales.number("select count(*) from grant_run_line where run_id = :x", old) == 0;
        });
        assertEquals(3, sales.number("select count(*) from grant_run_line where run_id = :x", fresh));
        assertEquals(3, hq.view(old.toString()).getInt("outcomes.GRANTED"), "the counts stay");
    }
}
