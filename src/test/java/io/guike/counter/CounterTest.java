package io.guike.counter;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.cardcode.CardCodes;
import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.redemption.Basket;
import io.guike.redemption.Redemptions;
import io.guike.redemption.Redemptions.Wish;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A coupon at the counter: shown, looked up, confirmed, undone. */
@QuarkusTest
class CounterTest {

    private static final Map<String, Object> BASKET =
            Map.of("lines", List.of(Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", 10_000)));

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    CardCodes cardCodes;

    @Inject
    Redemptions redemptions;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;
    private UUID store;
    private String promoter;
    private Newcomer person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        promoter = chain.posted(store, Role.PROMOTER).token();
        person = newcomers.come();
    }

    private UUID tasting() {
        return giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
    }

    private UUID amount() {
        return giving.give(giving.template(hq, CouponGiving.amount(2_000, 0), Map.of()), person.person());
    }

    private Response show(UUID coupon) {
        return Api.as(person.token()).get("/api/me/coupons/" + coupon + "/code");
    }

    private String code(UUID coupon) {
        return show(coupon).then().statusCode(200).extract().path("code");
    }

    private static Response check(String token, UUID store, Map<String, ?> shown) {
        return Api.as(token)
                .contentType("application/json")
                .body(shown)
                .post("/api/counter/" + store + "/coupon-checks");
    }

    private static Response confirm(String token, UUID store, Map<String, ?> shown) {
        return Api.command(token).body(shown).post("/api/counter/" + store + "/coupon-redemptions");
    }

    private static void invalid(Response answer) {
        answer.then().statusCode(422).body("code", equalTo("coupon.code-invalid"));
    }

    private Response undo(String token, String redemption) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("reason", "点错了"))
                .post("/api/counter/" + store + "/coupon-redemptions/" + redemption + "/undo");
    }

    @Test
    void aTastingIsLookedUpConfirmedAndUndone() {
        UUID coupon = tasting();
        Response shown = show(coupon);
        String code = shown.then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("qr", startsWith("GKC."))
                .extract()
                .path("code");
        check(promoter, store, Map.of("code", shown.path("qr")))
                .then()
                .statusCode(200)
                .body("quote.applicable", equalTo(true))
                .body("quote.giftName", equalTo("手冲品鉴一杯"))
                .body("quote.coupon.summary", equalTo("赠手冲品鉴一杯"));
        String spaced = code.substring(0, 4) + " " + code.substring(4, 8) + " " + code.substring(8);
        String id = confirm(promoter, store, Map.of("code", spaced))
                .then()
                .statusCode(201)
                .body("state", equalTo("REDEEMED"))
                .body("coupons[0].hqFen", equalTo(1_800))
                .extract()
                .path("id");
        assertEquals("REDEEMED", giving.state(coupon));
        invalid(confirm(promoter, store, Map.of("code", code)));
        show(coupon).then().statusCode(409).body("code", equalTo("coupon.not-usable"));
        Api.as(promoter)
                .get("/api/counter/" + store + "/coupon-redemptions")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id));

        undo(promoter, id).then().statusCode(403);
        String manager = chain.posted(store, Role.STORE_MANAGER).token();
        undo(manager, id).then().statusCode(200).body("state", equalTo("UNDONE"));
        undo(manager, id).then().statusCode(200);
        assertEquals("ISSUED", giving.state(coupon));
        confirm(promoter, store, Map.of("code", code(coupon))).then().statusCode(201);
        Api.as(person.token())
                .get("/api/me/coupons/" + coupon)
                .then()
                .body("history.cause", contains("HQ_ISSUE", "REDEEMED", "UNDONE", "REDEEMED"))
                .body("history[1].storeName", equalTo("测试店"));
        assertTrue(giving.historyAddsUp(coupon));
    }

    private Response checkOf(Newcomer somebody) {
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), somebody.person());
        String code = Api.as(somebody.token())
                .get("/api/me/coupons/" + coupon + "/code")
                .path("code");
        return check(promoter, store, Map.of("code", code));
    }

    @Test
    void whoseCouponItIsIsToldMasked() {
        String number = newcomers.bind(person, Map.of("name", "张小满")).getString("personNumber");
        Response answer = checkOf(person);
        answer.then()
                .statusCode(200)
                .body("personNumber", equalTo(number))
                .body("personName", equalTo("张**"))
                .body(
                        "personPhone",
                        equalTo(person.phone().substring(0, 3) + "****"
                                + person.phone().substring(7)));
        assertFalse(answer.asString().contains("小满"), "the name itself");
        assertFalse(answer.asString().contains(person.phone()), "the phone itself");
        Api.as(person.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        checkOf(person).then().body("personName", nullValue()).body("personPhone", notNullValue());
    }

    @Test
    void aVisitorIsKnownByNumberAlone() {
        checkOf(person)
                .then()
                .statusCode(200)
                .body("personNumber", notNullValue())
                .body("personName", nullValue())
                .body("personPhone", nullValue());
    }

    @Test
    void undoingIsForMinutesOnly() {
        String id = confirm(promoter, store, Map.of("code", code(tasting())))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        clock.move(Duration.ofMinutes(11));
        String manager = chain.posted(store, Role.STORE_MANAGER).token();
        undo(manager, id).then().statusCode(409).body("code", equalTo("redemption.undo-late"));
        undo(manager, UUID.randomUUID().toString()).then().statusCode(404).body("code", equalTo("redemption.unknown"));
    }

    @Test
    void theSameConfirmationAgainRedeemsOnce() {
        String code = code(tasting());
        var command = Api.command(promoter).body(Map.of("code", code));
        String path = "/api/counter/" + store + "/coupon-redemptions";
        String id = command.post(path).then().statusCode(201).extract().path("id");
        String again = command.post(path).then().statusCode(201).extract().path("id");
        assertEquals(id, again);
    }

    @Test
    void aCodeLivesTwoMinutesAndAFreshOneReplacesIt() {
        UUID coupon = tasting();
        String first = code(coupon);
        String second = code(coupon);
        assertNotEquals(first, second);
        invalid(check(promoter, store, Map.of("code", first)));
        clock.move(Duration.ofMinutes(2));
        promoter = chain.posted(store, Role.PROMOTER).token();
        invalid(check(promoter, store, Map.of("code", second)));
        invalid(confirm(promoter, store, Map.of("code", second)));
    }

    @Test
    void aCodeThatWasLookedUpIsThatStoresAloneAndOutlivesTheScreen() {
        UUID coupon = tasting();
        String code = code(coupon);
        check(promoter, store, Map.of("code", code)).then().statusCode(200);
        String fresh = code(coupon);
        UUID elsewhere = chain.store().id();
        String other = chain.posted(elsewhere, Role.PROMOTER).token();
        invalid(check(other, elsewhere, Map.of("code", code)));
        confirm(promoter, store, Map.of("code", code)).then().statusCode(201);
        invalid(confirm(other, elsewhere, Map.of("code", fresh)));
    }

    @Test
    void theDatabaseKeepsNoCodeThatCouldBeShown() {
        UUID coupon = tasting();
        String code = code(coupon);
        String kept = Run.now(() -> database.sql("select code_hash from coupon_code where coupon_id = :id")
                .with("id", coupon)
                .one(row -> row.text(0)));
        assertEquals(64, kept.length());
        assertFalse(kept.contains(code));
        invalid(check(promoter, store, Map.of("code", kept.substring(0, 12))));
    }

    @Test
    void whoeverTriesManyCodesIsStopped() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            answers.add(
                    check(promoter, store, Map.of("code", "%012d".formatted(i))).statusCode());
        }
        assertTrue(answers.contains(429), answers::toString);
    }

    @Test
    void aCouponOfOtherStoresSaysSo() {
        Map<String, Object> terms = CouponGiving.tasting();
        terms.put("stores", Map.of("except", List.of(store)));
        UUID coupon = giving.give(giving.template(hq, terms, Map.of()), person.person());
        String code = code(coupon);
        check(promoter, store, Map.of("code", code))
                .then()
                .statusCode(200)
                .body("quote.applicable", equalTo(false))
                .body("quote.reason", equalTo("WRONG_STORE"));
        confirm(promoter, store, Map.of("code", code))
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.not-applicable"))
                .body("errors[0].message", startsWith("WRONG_STORE"));
        assertEquals("ISSUED", giving.state(coupon));
    }

    @Test
    void whatDependsOnABasketNeedsOne() {
        String code = code(amount());
        confirm(promoter, store, Map.of("code", code))
                .then()
                .statusCode(409)
                .body("errors[0].message", startsWith("NO_PRODUCT"));
        confirm(promoter, store, Map.of("code", code, "basket", BASKET))
                .then()
                .statusCode(201)
                .body("payableFen", equalTo(8_000));
    }

    @Test
    void staffOfOtherStoresAreRefused() {
        String elsewhere = chain.posted(chain.store().id(), Role.STORE_MANAGER).token();
        check(elsewhere, store, Map.of("code", code(tasting()))).then().statusCode(403);
    }

    /** Two counters, tills and an order, all for one coupon at the same moment. */
    @Test
    void counterTillAndOrderRedeemACouponOnce() {
        UUID coupon = amount();
        String code = code(coupon);
        Till till = Till.opened(hq, clock, List.of("COUPONS"));
        List<String> cards = Run.together(4, i -> i).stream()
                .map(i -> Run.now(() -> cardCodes.make(person.person())).code())
                .toList();
        List<Boolean> won = Run.together(12, i -> switch (i % 3) {
            case 0 ->
                confirm(promoter, store, Map.of("code", code, "basket", BASKET)).statusCode() == 201;
            case 1 -> atTill(till, cards.get(i / 3), coupon);
            default -> forOrder(coupon);
        });
        assertEquals(1, won.stream().filter(yes -> yes).count(), won::toString);
        assertEquals("REDEEMED", giving.state(coupon));
        assertTrue(giving.historyAddsUp(coupon));
        assertEquals(1, newcomers.count("select count(*) from coupon_use where coupon_id = :x", coupon));
    }

    private boolean atTill(Till till, String card, UUID coupon) {
        String receipt = "T-" + Chain.code();
        boolean reserved = till.request()
                        .contentType("application/json")
                        .body(Map.of(
                                "cardCode",
                                card,
                                "storeId",
                                store,
                                "reference",
                                receipt,
                                "couponIds",
                                List.of(coupon),
                                "basket",
                                BASKET))
                        .post("/api/pos/coupons/reservations")
                        .statusCode()
                == 201;
        return reserved
                && till.request()
                                .post("/api/pos/coupons/reservations/" + store + "/" + receipt + "/redemption")
                                .statusCode()
                        == 200;
    }

    private boolean forOrder(UUID coupon) {
        Basket basket = new Basket(List.of(new Basket.Line("1", "A", 1, 10_000)), 0);
        Wish wish = new Wish(
                "order",
                "O-" + Chain.code(),
                person.person(),
                Channel.MINI_PROGRAM,
                store,
                null,
                List.of(coupon),
                basket,
                "shopper:" + person.person());
        try {
            Run.now(() -> redemptions.redeemNow(wish));
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    @Test
    void whoeverTriedManyCodesFindsNotEvenARightOne() {
        // A window of ten minutes begins.
        clock.move(Duration.ofMillis(600_000 - clock.millis() % 600_000));
        open();
        for (int i = 0; i < 30; i++) {
            invalid(check(promoter, store, Map.of("code", "%012d".formatted(i))));
        }
        UUID coupon = tasting();
        String code = code(coupon);
        check(promoter, store, Map.of("code", code)).then().statusCode(429).body("code", equalTo("request.too-many"));
        confirm(promoter, store, Map.of("code", code)).then().statusCode(429);
        assertEquals("ISSUED", giving.state(coupon));
        String other = chain.posted(store, Role.PROMOTER).token();
        confirm(other, store, Map.of("code", code)).then().statusCode(201);
    }

    @Test
    void aUseBelongsToWhoeverTheCouponCameTo() {
        Newcomer other = newcomers.come();
        List<UUID> coupons =
                List.of(tasting(), giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), other.person()));
        Api.command(hq)
                .body(Map.of("personId", person.person(), "otherPersonId", other.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        coupons.forEach(coupon ->
                confirm(promoter, store, Map.of("code", code(coupon))).then().statusCode(201));
        coupons.forEach(coupon -> assertEquals(1, newcomers.count("""
                        select count(*) from coupon c join coupon_use u on u.coupon_id = c.id
                        join coupon_redemption r on r.id = u.redemption_id and r.origin_id = c.origin_id
                        where c.id = :x""", coupon)));
    }
}
