package io.guike.claim;

import static java.util.stream.Collectors.counting;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.claim.Claims.GotView;
import io.guike.claim.Sales.Result;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Codes that are exchanged for coupons. */
@QuarkusTest
class ExchangeTest {

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Newcomers newcomers;

    @Inject
    Exchanges exchanges;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private record Batch(String id, String hq, List<String> codes) {}

    private Batch batch(UUID template, int codes, int uses) {
        String hq = chain.hq().token();
        String id = create(hq, template, codes, uses)
                .then()
                .statusCode(201)
                .body("used", equalTo(0))
                .extract()
                .path("id");
        return new Batch(
                id,
                hq,
                handOut(hq, id)
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()
                        .lines()
                        .skip(1)
                        .toList());
    }

    private Response create(String hq, UUID template, int codes, int uses) {
        return Api.command(hq)
                .body(Map.of(
                        "templateId",
                        template,
                        "name",
                        "周年庆",
                        "codes",
                        codes,
                        "uses",
                        uses,
                        "startsAt",
                        clock.instant().minusSeconds(60).toString(),
                        "endsAt",
                        clock.instant().plus(Duration.ofDays(400)).toString()))
                .post("/api/hq/exchange-batches");
    }

    private static Response handOut(String hq, String id) {
        return Api.as(hq).post("/api/hq/exchange-batches/" + id + "/codes");
    }

    private static Response exchange(String token, String code) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("code", code))
                .post("/api/me/coupon-exchanges");
    }

    private Result exchange(Caller caller, String code) {
        return Run.now(() -> Result.of(exchanges.exchange(caller, code), GotView::id));
    }

    @Test
    void codesAreHandedOutOnceAndNeverStoredInClear() {
        UUID template = sales.open(Sales.offer(null, 1));
        Batch batch = batch(template, 1_500, 1);
        assertEquals(1_500, batch.codes().stream().distinct().count());
        assertTrue(batch.codes().stream().allMatch(code -> code.matches("[2-9A-Z]{4}(-[2-9A-Z]{4}){2}")));
        handOut(batch.hq(), batch.id()).then().statusCode(409).body("code", equalTo("claim.codes-handed-out"));
        String clear = batch.codes().get(0).replace("-", "");
        assertEquals(0, sales.number("select count(*) from claim_code where hash = :x", clear));
        Api.as(batch.hq())
                .get("/api/hq/exchange-batches")
                .then()
                .statusCode(200)
                .body("items.find { it.id == '" + batch.id() + "' }.handedOutAt", notNullValue());
    }

    @Test
    void aCodeIsGoodForOneAndTypedAgainItIsTheSameCoupon() {
        UUID template = sales.open(Sales.offer(null, 5));
        Batch batch = batch(template, 2, 1);
        String token = newcomers.come().token();
        String code = batch.codes().get(0);
        String coupon = exchange(token, " " + code.toLowerCase(java.util.Locale.ROOT))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        exchange(token, code.replace("-", "")).then().statusCode(201).body("id", equalTo(coupon));
        Caller other = sales.people(1).get(0);
        assertEquals("claim.code-used", exchange(other, code).problem());
        assertEquals("claim.code-unknown", exchange(other, "AAAA-BBBB-CCCC").problem());
        Api.as(batch.hq())
                .get("/api/hq/exchange-batches/" + batch.id())
                .then()
                .statusCode(200)
                .body("used", equalTo(1));
        Api.as(batch.hq())
                .get("/api/hq/exchange-batches?limit=100")
                .then()
                .statusCode(200)
                .body("items.find { it.id == '" + batch.id() + "' }.used", nullValue())
                .body("items.find { it.id == '" + batch.id() + "' }.codes", notNullValue());
        Api.as(batch.hq())
                .post("/api/hq/exchange-batches/" + batch.id() + "/stop")
                .then()
                .statusCode(200)
                .body("stoppedAt", notNullValue());
        assertEquals("claim.code-over", exchange(other, batch.codes().get(1)).problem());
        exchange(token, code).then().statusCode(201).body("id", equalTo(coupon));
        sales.mustBeSound(template, 1, 1);
    }

    @Test
    void manyWhoTypeTheSameCodeAtOnceGetAsManyCouponsAsItSays() {
        UUID template = sales.open(Sales.offer(null, 1));
        String code = batch(template, 1, 7).codes().get(0);
        List<Caller> people = sales.people(30);
        List<Result> results =
                sales.together(60, 20, i -> Result.of(exchanges.exchange(people.get(i % 30), code), GotView::id));
        long got = results.stream()
                .map(Result::coupon)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        assertEquals(7, got);
        sales.mustBeSound(template, 7, 1);
    }

    @Test
    void aRefusedCouponUsesNoCodeUp() {
        UUID template = sales.open(Sales.offer(null, 1));
        String code = batch(template, 1, 1).codes().get(0);
        Caller caller = sales.people(1).get(0);
        sales.become(template, State.PAUSED);
        assertEquals("claim.paused", exchange(caller, code).problem());
        sales.become(template, State.OPEN);
        assertNotNull(exchange(caller, code).coupon());
    }

    @Test
    void whoGuessesIsStopped() {
        Caller caller = sales.people(1).get(0);
        // More than two windows hold: one may end meanwhile.
        List<String> told = Stream.generate(
                        () -> exchange(caller, "XXXX-XXXX-XXXX").problem())
                .limit(22)
                .toList();
        assertEquals("claim.code-unknown", told.get(0));
        assertTrue(told.contains("request.too-many"), told.toString());
    }

    @Test
    void aBatchThatEndsBeforeItBeginsIsRefused() {
        Api.command(chain.hq().token())
                .body(Map.of(
                        "templateId",
                        sales.open(Sales.offer(null, 1)),
                        "name",
                        "倒着",
                        "codes",
                        1,
                        "uses",
                        1,
                        "startsAt",
                        "2030-01-02T00:00:00Z",
                        "endsAt",
                        "2030-01-01T00:00:00Z"))
                .post("/api/hq/exchange-batches")
                .then()
                .statusCode(422)
                .body("code", equalTo("claim.batch-invalid"));
    }

    @Test
    void aCodeOfOnesOwnDoesNotBuyMoreGuesses() {
        Caller caller = sales.people(1).get(0);
        String own = batch(sales.open(Sales.offer(null, 1)), 1, 1).codes().get(0);
        assertNotNull(exchange(caller, own).coupon());
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            told.add(exchange(caller, "XXXX-XXXX-XXXX").problem());
            told.add(exchange(caller, own).problem());
        }
        assertTrue(told.contains("request.too-many"), told.toString());
    }

    /** A poster with one code: whoever waits for its row must not keep everybody else from the database. */
    @Test
    void manyWithOneCodeLeaveTheDatabaseToOthers() throws SQLException {
        UUID template = sales.open(Sales.offer(null, 1));
        Batch batch = batch(template, 1, 1_000);
        Batch another = batch(sales.open(Sales.offer(null, 1)), 1, 1);
        List<String> tokens = Run.together(30, i -> newcomers.come().token());
        List<CompletableFuture<Integer>> exchanging;
        ExecutorService shoppers = Executors.newFixedThreadPool(tokens.size());
        try (Connection connection = connection();
                Statement somebody = connection.createStatement()) {
            connection.setAutoCommit(false);
            somebody.execute("select 1 from claim_code where batch_id = '" + batch.id() + "' for update");
            exchanging = tokens.stream()
                    .map(token -> CompletableFuture.supplyAsync(
                            () -> exchange(token, batch.codes().get(0)).statusCode(), shoppers))
                    .toList();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Run.now(() -> database.sql("select 1 from pg_locks where not granted limit 1")
                            .exists()));
            Api.as(batch.hq()).get("/api/hq/coupon-templates").then().statusCode(200);
            exchange(newcomers.come().token(), another.codes().get(0)).then().statusCode(201);
            assertTrue(waitingForLocks() <= 2, "one code has two of the places");
            connection.rollback();
        }
        Map<Integer, Long> answers =
                exchanging.stream().map(CompletableFuture::join).collect(Collectors.groupingBy(i -> i, counting()));
        shoppers.shutdown();
        assertTrue(Set.of(201, 503).containsAll(answers.keySet()), answers::toString);
        sales.mustBeSound(template, answers.getOrDefault(201, 0L), 1);
    }

    private long waitingForLocks() {
        return Run.now(() -> database.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                .one(row -> row.number(0)));
    }

    private static Connection connection() throws SQLException {
        var config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + config.getValue("guike.db.address", String.class),
                config.getValue("guike.db.user", String.class),
                config.getValue("guike.db.password", String.class));
    }

    @Test
    void aRightCodeThatIsRefusedIsNoGuess() {
        UUID template = sales.open(Sales.offer(null, 1));
        Batch batch = batch(template, 2, 1);
        List<Caller> people = sales.people(2);
        assertNotNull(exchange(people.get(0), batch.codes().get(0)).coupon());
        sales.become(template, State.PAUSED);
        for (int i = 0; i < 7; i++) {
            assertEquals(
                    "claim.code-used",
                    exchange(people.get(1), batch.codes().get(0)).problem());
            assertEquals(
                    "claim.paused",
                    exchange(people.get(1), batch.codes().get(1)).problem());
        }
        sales.become(template, State.OPEN);
        assertNotNull(exchange(people.get(1), batch.codes().get(1)).coupon());
        sales.mustBeSound(template, 2, 1);
    }

    @Test
    void aCodeForManyIsGoodOnceForWhoIsErasedAndComesBack() {
        UUID template = sales.open(Sales.offer(null, 5));
        String code = batch(template, 1, 5).codes().get(0);
        Newcomers.Newcomer first = newcomers.come();
        exchange(first.token(), code).then().statusCode(201);
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        String again = newcomers.signIn(first.user(), first.phone(), null).token();
        exchange(again, code).then().statusCode(409).body("code", equalTo("claim.limit-reached"));
        exchange(newcomers.come().token(), code).then().statusCode(201);
        sales.mustBeSound(template, 2, 5);
    }
}
