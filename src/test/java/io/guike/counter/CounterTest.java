package io.guike.counter;

import static io.guike.counter.Desk.isUnknown;
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
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
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
    Database database;

    @Inject
    MovableClock clock;

    private String hq;
    private UUID store;
    private Desk desk;
    private Newcomer person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        desk = deskOf(store);
        person = newcomers.come();
    }

    private Desk deskOf(UUID store) {
        return new Desk(chain.posted(store, Role.PROMOTER).token(), store);
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
        return Desk.shown(person.token(), coupon);
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
        String proof = desk.check(Map.of("code", shown.path("qr")))
                .then()
                .statusCode(200)
                .body("quote.applicable", equalTo(true))
                .body("quote.giftName", equalTo("手冲品鉴一杯"))
                .body("quote.coupon.summary", equalTo("赠手冲品鉴一杯"))
                .extract()
                .path("confirmation.proof");
        String spaced = code.substring(0, 4) + " " + code.substring(4, 8) + " " + code.substring(8);
        String id = desk.confirm(Map.of("code", spaced), proof)
                .then()
                .statusCode(201)
                .body("state", equalTo("REDEEMED"))
                .body("coupons[0].hqFen", equalTo(1_800))
                .extract()
                .path("id");
        assertEquals("REDEEMED", giving.state(coupon));
        isUnknown(desk.confirm(Map.of("code", code), proof));
        show(coupon).then().statusCode(409).body("code", equalTo("coupon.not-usable"));
        Api.as(desk.token())
                .get(desk.path("coupon-redemptions"))
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id));

        undo(desk.token(), id).then().statusCode(403);
        String manager = chain.posted(store, Role.STORE_MANAGER).token();
        undo(manager, id).then().statusCode(200).body("state", equalTo("UNDONE"));
        undo(manager, id).then().statusCode(200);
        assertEquals("ISSUED", giving.state(coupon));
        desk.verify(Map.of("code", code(coupon))).then().statusCode(201);
        Api.as(person.token())
                .get("/api/me/coupons/" + coupon)
                .then()
                .body("history.cause", contains("HQ_ISSUE", "REDEEMED", "UNDONE", "REDEEMED"))
                .body("history[1].storeName", equalTo("测试店"));
        assertTrue(giving.historyAddsUp(coupon));
    }

    private Response checkOf(Newcomer somebody) {
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), somebody.person());
        return desk.check(Map.of("code", Desk.shown(somebody.token(), coupon)));
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
        String id = desk.verify(Map.of("code", code(tasting())))
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
    void aCodeLivesTwoMinutesAndAFreshOneReplacesIt() {
        UUID coupon = tasting();
        String first = code(coupon);
        String second = code(coupon);
        assertNotEquals(first, second);
        isUnknown(desk.check(Map.of("code", first)));
        clock.move(Duration.ofMinutes(2));
        isUnknown(deskOf(store).check(Map.of("code", second)));
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
        isUnknown(desk.check(Map.of("code", kept.substring(0, 12))));
    }

    @Test
    void whoeverTriesManyCodesIsStopped() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            answers.add(desk.check(Map.of("code", "%012d".formatted(i))).statusCode());
        }
        assertTrue(answers.contains(429), answers::toString);
    }

    @Test
    void aCouponOfOtherStoresSaysSo() {
        Map<String, Object> terms = CouponGiving.tasting();
        terms.put("stores", Map.of("except", List.of(store)));
        UUID coupon = giving.give(giving.template(hq, terms, Map.of()), person.person());
        desk.check(Map.of("code", code(coupon)))
                .then()
                .statusCode(200)
                .body("quote.applicable", equalTo(false))
                .body("quote.reason", equalTo("WRONG_STORE"))
                .body("confirmation", nullValue());
        assertEquals("ISSUED", giving.state(coupon));
    }

    @Test
    void whatDependsOnABasketNeedsOne() {
        String code = code(amount());
        desk.check(Map.of("code", code))
                .then()
                .body("quote.reason", equalTo("NO_PRODUCT"))
                .body("confirmation", nullValue());
        desk.verify(Map.of("code", code, "basket", BASKET))
                .then()
                .statusCode(201)
                .body("payableFen", equalTo(8_000));
    }

    @Test
    void staffOfOtherStoresAreRefused() {
        String elsewhere = chain.posted(chain.store().id(), Role.STORE_MANAGER).token();
        Map<String, String> shown = Map.of("code", code(tasting()));
        String proof = desk.proof(shown);
        Desk stranger = new Desk(elsewhere, store);
        stranger.check(shown).then().statusCode(403);
        stranger.confirm(shown, proof).then().statusCode(403);
    }

    @Test
    void whoeverTriedManyCodesFindsNotEvenARightOne() {
        // A window of ten minutes begins.
        clock.move(Duration.ofMillis(600_000 - clock.millis() % 600_000));
        open();
        for (int i = 0; i < 30; i++) {
            isUnknown(desk.check(Map.of("code", "%012d".formatted(i))));
        }
        UUID coupon = tasting();
        Map<String, String> shown = Map.of("code", code(coupon));
        desk.check(shown).then().statusCode(429).body("code", equalTo("request.too-many"));
        assertEquals("ISSUED", giving.state(coupon));
        deskOf(store).verify(shown).then().statusCode(201);
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
        coupons.forEach(
                coupon -> desk.verify(Map.of("code", code(coupon))).then().statusCode(201));
        coupons.forEach(coupon -> assertEquals(1, newcomers.count("""
                        select count(*) from coupon c join coupon_use u on u.coupon_id = c.id
                        join coupon_redemption r on r.id = u.redemption_id and r.origin_id = c.origin_id
                        where c.id = :x""", coupon)));
    }
}
