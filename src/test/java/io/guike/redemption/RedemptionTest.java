package io.guike.redemption;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.cardcode.CardCodes;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coupons at the till: quoted, reserved, redeemed, released, given back. */
@QuarkusTest
class RedemptionTest {

    private static final Map<String, Object> SHIRT =
            Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", 10_000);
    private static final Map<String, Object> SOCKS = Map.of("line", "2", "sku", "B", "quantity", 1, "amountFen", 5_000);
    private static final Map<String, Object> BASKET = Map.of("lines", List.of(SHIRT, SOCKS));

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    CardCodes codes;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;
    private UUID store;
    private Till till;
    private Newcomer person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        till = Till.opened(hq, clock, List.of("COUPONS"), store);
        person = newcomers.come();
    }

    private String code() {
        return Run.now(() -> codes.make(person.person())).code();
    }

    private static String receipt() {
        return "R-" + Chain.code();
    }

    private Response reserve(String reference, Map<String, ?> more, UUID... coupons) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "cardCode",
                code(),
                "storeId",
                store,
                "reference",
                reference,
                "couponIds",
                List.of(coupons),
                "basket",
                BASKET));
        body.putAll(more);
        return till.request().contentType("application/json").body(body).post("/api/pos/coupons/reservations");
    }

    private Response reserve(String reference, UUID... coupons) {
        return reserve(reference, Map.of(), coupons);
    }

    private String path(String reference) {
        return path(store, reference);
    }

    private static String path(UUID store, String reference) {
        return "/api/pos/coupons/reservations/" + store + "/" + reference;
    }

    private Response redeem(String reference) {
        return till.request().post(path(reference) + "/redemption");
    }

    private Response release(String reference) {
        return till.request().delete(path(reference));
    }

    private Response refund(String reference, String refund, Map<String, Integer> lines) {
        List<Map<String, Object>> back = lines.entrySet().stream()
                .map(line -> Map.<String, Object>of("line", line.getKey(), "amountFen", line.getValue()))
                .toList();
        return till.request()
                .contentType("application/json")
                .body(Map.of("reference", refund, "lines", back))
                .post(path(reference) + "/refunds");
    }

    private static void state(Response answer, String state) {
        answer.then().statusCode(200).body("state", equalTo(state));
    }

    private static void refused(Response answer, String code) {
        answer.then().statusCode(409).body("code", equalTo(code));
    }

    private UUID coupon(long fen, long thresholdFen) {
        return giving.give(
                giving.template(hq, CouponGiving.amount(fen, thresholdFen), Map.of("perPerson", 10)), person.person());
    }

    /** Good for so long from now, as a window of all. */
    private UUID couponFor(Duration life) {
        Map<String, Object> terms = CouponGiving.amount(1_500, 0);
        Instant now = clock.instant();
        terms.put(
                "validity",
                Map.of(
                        "kind",
                        "FIXED",
                        "from",
                        now.minusSeconds(60).toString(),
                        "until",
                        now.plus(life).toString()));
        return giving.give(giving.template(hq, terms, Map.of()), person.person());
    }

    @Test
    void aTillQuotesReservesRedeemsAndRefunds() {
        UUID good = coupon(1_500, 10_000);
        UUID tooLittle = coupon(9_000, 20_000);
        till.request()
                .contentType("application/json")
                .body(Map.of("cardCode", code(), "storeId", store, "basket", BASKET))
                .post("/api/pos/coupons/quotes")
                .then()
                .statusCode(200)
                .body("best", contains(good.toString()))
                .body("payableFen", equalTo(13_500))
                .body("coupons.find { it.coupon.id == '" + tooLittle + "' }.reason", equalTo("BELOW_THRESHOLD"))
                .body("coupons.find { it.coupon.id == '" + tooLittle + "' }.text", equalTo("未达到使用门槛"));
        String receipt = receipt();
        reserve(receipt, tooLittle)
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.not-applicable"))
                .body("errors[0].field", equalTo(tooLittle.toString()))
                .body("errors[0].message", startsWith("BELOW_THRESHOLD"));
        reserve(receipt, good)
                .then()
                .statusCode(201)
                .body("state", equalTo("RESERVED"))
                .body("lines.discountFen", contains(1_000, 500));
        assertEquals("RESERVED", giving.state(good));
        state(redeem(receipt), "REDEEMED");
        state(redeem(receipt), "REDEEMED");
        refused(release(receipt), "redemption.state");

        state(refund(receipt, "F1", Map.of("1", 9_000)), "REDEEMED");
        state(refund(receipt, "F1", Map.of("1", 9_000)), "REDEEMED");
        refused(refund(receipt, "F1", Map.of("1", 8_000)), "redemption.refund-reference-used");
        refused(refund(receipt, "F2", Map.of("1", 1)), "redemption.refund-too-much");
        refused(refund(receipt, "F2", Map.of("2", 4_501)), "redemption.refund-too-much");
        refund(receipt, "F2", Map.of("9", 1)).then().statusCode(422).body("code", equalTo("redemption.line-unknown"));
        state(refund(receipt, "F2", Map.of("2", 4_499)), "REDEEMED");
        assertEquals("REDEEMED", giving.state(good));
        state(refund(receipt, "F3", Map.of("2", 1)), "RETURNED");
        state(refund(receipt, "F3", Map.of("2", 1)), "RETURNED");
        assertEquals("ISSUED", giving.state(good));
        assertTrue(giving.historyAddsUp(good));
        refused(reserve(receipt, good), "redemption.reference-used");
        till.request().get(path(receipt)).then().statusCode(200).body("lines.refundedFen", contains(9_000, 4_500));
        Api.as(person.token())
                .get("/api/me/coupons/" + good)
                .then()
                .body("history.cause", contains("HQ_ISSUE", "RESERVED", "REDEEMED", "RETURNED"));
    }

    @Test
    void aShopperSeesWhatTheirCouponsAreWorth() {
        UUID good = coupon(1_500, 0);
        Api.as(person.token())
                .contentType("application/json")
                .body(Map.of("basket", BASKET))
                .post("/api/me/coupon-quotes")
                .then()
                .statusCode(200)
                .body("best", contains(good.toString()))
                .body("discountFen", equalTo(1_500))
                .body("lines.payableFen", contains(9_000, 4_500));
        Api.as(person.token())
                .contentType("application/json")
                .body(Map.of("basket", Map.of("lines", List.of(SHIRT, SHIRT))))
                .post("/api/me/coupon-quotes")
                .then()
                .statusCode(422)
                .body("code", equalTo("redemption.basket-invalid"));
    }

    @Test
    void aReferenceNamesOneUseUntilItIsReleased() {
        UUID first = coupon(1_500, 0);
        UUID second = coupon(500, 0);
        String receipt = receipt();
        reserve(receipt, first).then().statusCode(201);
        String id = reserve(receipt, first).then().statusCode(201).extract().path("id");
        refused(reserve(receipt, second), "redemption.reference-used");
        state(release(receipt), "RELEASED");
        state(release(receipt), "RELEASED");
        refused(redeem(receipt), "redemption.state");
        assertEquals("ISSUED", giving.state(first));
        String again = reserve(receipt, second).then().statusCode(201).extract().path("id");
        assertTrue(!again.equals(id));
        state(redeem(receipt), "REDEEMED");
        assertTrue(giving.historyAddsUp(first));
        till.request().get(path(receipt())).then().statusCode(404).body("code", equalTo("redemption.unknown"));
    }

    @Test
    void aReservationLapsesAndTheCouponIsFreeAtOnce() {
        UUID coupon = coupon(1_500, 0);
        String late = receipt();
        String next = receipt();
        reserve(late, coupon).then().statusCode(201);
        reserve(next, coupon).then().statusCode(409).body("errors[0].message", startsWith("RESERVED"));
        clock.move(Duration.ofMinutes(15));
        refused(redeem(late), "redemption.lapsed");
        reserve(next, coupon).then().statusCode(201);
        state(redeem(next), "REDEEMED");
        refused(redeem(late), "redemption.lapsed");
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void theSweepEndsWhatLapsed() {
        UUID coupon = coupon(1_500, 0);
        reserve(receipt(), coupon).then().statusCode(201);
        clock.move(Duration.ofMinutes(15));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> giving.state(coupon).equals("ISSUED"));
    }

    @Test
    void whatWasReservedInTimeIsRedeemedAfterTheCouponsEnd() {
        UUID coupon = couponFor(Duration.ofMinutes(30));
        String receipt = receipt();
        reserve(receipt, Map.of("minutes", 60), coupon).then().statusCode(201);
        clock.move(Duration.ofMinutes(45));
        state(redeem(receipt), "REDEEMED");
    }

    @Test
    void whatIsReleasedAfterTheCouponsEndIsOver() {
        UUID coupon = couponFor(Duration.ofMinutes(30));
        String receipt = receipt();
        reserve(receipt, Map.of("minutes", 60), coupon).then().statusCode(201);
        clock.move(Duration.ofMinutes(45));
        state(release(receipt), "RELEASED");
        assertEquals("EXPIRED", giving.state(coupon));
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void aRefundAfterTheCouponsEndBringsItBackForAGraceOnce() {
        UUID coupon = couponFor(Duration.ofMinutes(30));
        String receipt = receipt();
        reserve(receipt, coupon).then().statusCode(201);
        state(redeem(receipt), "REDEEMED");
        clock.move(Duration.ofMinutes(45));
        state(refund(receipt, "F1", Map.of("1", 9_000, "2", 4_500)), "RETURNED");
        assertEquals("ISSUED", giving.state(coupon));
        Instant until = Run.now(() -> database.sql("select valid_until from coupon where id = :id")
                .with("id", coupon)
                .one(row -> row.instant(0)));
        assertEquals(Days.start(Days.today(clock).plusDays(8)), until);

        String again = receipt();
        reserve(again, coupon).then().statusCode(201);
        state(redeem(again), "REDEEMED");
        clock.move(Duration.ofDays(8));
        state(refund(again, "F1", Map.of("1", 9_000, "2", 4_500)), "RETURNED");
        assertEquals("EXPIRED", giving.state(coupon));
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void aLineOnWhichNothingWasPaidComesBackByBeingNamed() {
        Map<String, Object> terms = CouponGiving.terms("GIFT");
        terms.put("gift", Map.of("name", "衬衫", "sku", "A", "valueFen", 0));
        UUID gift = giving.give(giving.template(hq, terms, Map.of()), person.person());
        String receipt = receipt();
        reserve(receipt, gift).then().statusCode(201).body("discountFen", equalTo(10_000));
        redeem(receipt);
        state(refund(receipt, "F1", Map.of("2", 5_000)), "REDEEMED");
        state(refund(receipt, "F2", Map.of("1", 0)), "RETURNED");
    }

    @Test
    void aBudgetIsNeverPassedAndComesBack() {
        UUID template = giving.template(hq, CouponGiving.amount(1_000, 0), Map.of("perPerson", 10, "budgetFen", 3_500));
        List<UUID> coupons = Run.together(8, i -> i).stream()
                .map(i -> giving.give(template, person.person()))
                .toList();
        List<Integer> answers = Run.together(
                8, i -> reserve("B" + i + receipt(), coupons.get(i)).statusCode());
        assertEquals(3, answers.stream().filter(status -> status == 201).count(), answers::toString);
        assertEquals(3_000, giving.usedFen(template));
        UUID left = coupons.stream()
                .filter(coupon -> giving.state(coupon).equals("ISSUED"))
                .findFirst()
                .orElseThrow();
        reserve(receipt(), left).then().statusCode(409).body("errors[0].message", startsWith("BUDGET_USED_UP"));
        clock.move(Duration.ofMinutes(15));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> giving.usedFen(template) == 0);
    }

    @Test
    void theBestSetOfAQuoteIsReservedAsItIs() {
        UUID template = giving.template(hq, CouponGiving.amount(1_000, 0), Map.of("perPerson", 10, "budgetFen", 1_500));
        giving.give(template, person.person());
        giving.give(template, person.person());
        UUID other = coupon(300, 0);
        String card = code();
        List<String> best = till.request()
                .contentType("application/json")
                .body(Map.of("cardCode", card, "storeId", store, "basket", BASKET))
                .post("/api/pos/coupons/quotes")
                .then()
                .statusCode(200)
                .body("discountFen", equalTo(1_300))
                .extract()
                .path("best");
        assertEquals(2, best.size());
        assertTrue(best.contains(other.toString()));
        reserve(receipt(), best.stream().map(UUID::fromString).toArray(UUID[]::new))
                .then()
                .statusCode(201)
                .body("discountFen", equalTo(1_300));
    }

    @Test
    void couponsThatDoNotGoTogetherAreRefusedTogether() {
        Map<String, Object> alone = CouponGiving.amount(900, 0);
        alone.put("stackable", false);
        UUID first = giving.give(giving.template(hq, alone, Map.of()), person.person());
        UUID second = coupon(500, 0);
        reserve(receipt(), first, second)
                .then()
                .statusCode(409)
                .body("errors.field", containsInAnyOrder(first.toString(), second.toString()))
                .body("errors[0].message", startsWith("NOT_TOGETHER"));
        assertEquals("ISSUED", giving.state(first));
    }

    @Test
    void oneCouponOnManyReceiptsAtOnceIsReservedForOne() {
        UUID coupon = coupon(1_500, 0);
        List<Integer> answers =
                Run.together(12, i -> reserve("P" + i + receipt(), coupon).statusCode());
        assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers::toString);
        assertEquals(11, answers.stream().filter(status -> status == 409).count(), answers::toString);
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void redeemAndReleaseAtOnceAgreeOnOne() {
        UUID coupon = coupon(1_500, 0);
        String receipt = receipt();
        reserve(receipt, coupon).then().statusCode(201);
        List<Integer> answers = Run.together(8, i -> (i % 2 == 0 ? redeem(receipt) : release(receipt)).statusCode());
        assertEquals(4, answers.stream().filter(status -> status == 200).count(), answers::toString);
        assertTrue(List.of("REDEEMED", "ISSUED").contains(giving.state(coupon)));
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void storesOutOfReachAndMissingRightsAreRefused() {
        UUID elsewhere = chain.store().id();
        reserve(receipt(), Map.of("storeId", elsewhere), coupon(1, 0))
                .then()
                .statusCode(403)
                .body("code", equalTo("pos.store-out-of-scope"));
        Till without = Till.opened(hq, clock, List.of("MEMBER_LOOKUP"));
        without.request().get(path(receipt())).then().statusCode(403).body("code", equalTo("pos.right-missing"));
    }

    @Test
    void storesOfOneClientCountTheirReceiptsEachForItself() {
        till = Till.opened(hq, clock, List.of("COUPONS"));
        UUID other = chain.store().id();
        UUID here = coupon(1_500, 0);
        UUID there = coupon(500, 0);
        String receipt = receipt();
        reserve(receipt, here).then().statusCode(201);
        state(redeem(receipt), "REDEEMED");
        till.request().post(path(other, receipt) + "/redemption").then().statusCode(404);
        reserve(receipt, Map.of("storeId", other), there).then().statusCode(201).body("discountFen", equalTo(500));
        till.request()
                .get(path(other, receipt))
                .then()
                .statusCode(200)
                .body("state", equalTo("RESERVED"))
                .body("storeId", equalTo(other.toString()));
        state(till.request().delete(path(other, receipt)), "RELEASED");
        assertEquals("REDEEMED", giving.state(here));
        assertEquals("ISSUED", giving.state(there));
    }

    @Test
    void whoNoLongerReachesAStoreGoesOnWithNothingThere() {
        UUID coupon = coupon(1_500, 0);
        String receipt = receipt();
        reserve(receipt, coupon).then().statusCode(201);
        reaches(chain.store().id());
        List.of(
                        till.request().get(path(receipt)),
                        redeem(receipt),
                        release(receipt),
                        refund(receipt, "F1", Map.of("1", 1)))
                .forEach(answer -> answer.then().statusCode(403).body("code", equalTo("pos.store-out-of-scope")));
        assertEquals("RESERVED", giving.state(coupon));
        reaches(store);
        state(redeem(receipt), "REDEEMED");
    }

    /** From now on the till's client acts in this store alone. */
    private void reaches(UUID only) {
        String path = "/api/hq/pos-clients/" + till.client();
        int version = Api.as(hq).get(path).path("version");
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "收银",
                        "rights",
                        List.of("COUPONS"),
                        "allStores",
                        false,
                        "stores",
                        List.of(only),
                        "version",
                        version))
                .put(path)
                .then()
                .statusCode(200);
    }

    @Test
    void somebodyElsesCouponIsUnknown() {
        UUID coupon = coupon(1_500, 0);
        person = newcomers.come();
        reserve(receipt(), coupon).then().statusCode(404).body("code", equalTo("coupon.unknown"));
    }

    @Test
    void whatOneOfTwoReservedIsRedeemedAfterTheyBecameOne() {
        UUID coupon = coupon(1_500, 0);
        String receipt = receipt();
        reserve(receipt, coupon).then().statusCode(201);
        Newcomer other = newcomers.come();
        Api.command(hq)
                .body(Map.of("personId", person.person(), "otherPersonId", other.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        state(redeem(receipt), "REDEEMED");
        state(refund(receipt, "F1", Map.of("1", 9_000, "2", 4_500)), "RETURNED");
        Api.as(other.token())
                .get("/api/me/coupons?state=ISSUED")
                .then()
                .statusCode(200)
                .body("items.id", contains(coupon.toString()));
    }
}
