package io.guike.coupon;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates, the wallet, and what becomes of coupons that nobody uses. */
@QuarkusTest
class CouponTest {

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Coupons coupons;

    @Inject
    Wording wording;

    @Inject
    Lapsing lapsing;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    private Response change(UUID template, int version, Map<String, ?> terms, Map<String, ?> offer) {
        return Api.command(hq)
                .body(Map.of("version", version, "terms", terms, "offer", offer))
                .post("/api/hq/coupon-templates/" + template + "/versions");
    }

    private Response turn(UUID template, String state) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("state", state))
                .post("/api/hq/coupon-templates/" + template + "/state");
    }

    private Response mine(Newcomer person, String state) {
        return Api.as(person.token()).get("/api/me/coupons" + (state == null ? "" : "?state=" + state));
    }

    @Test
    void wordingATemplateAnewLeavesCouponsAlreadyHeldAsTheyAre() {
        Newcomer person = newcomers.come();
        UUID template = giving.template(hq, CouponGiving.amount(2_000, 10_000), Map.of("stock", 100));
        UUID before = giving.give(template, person.person());
        change(template, 1, CouponGiving.amount(5_000, 0), Map.of("stock", 50, "perPerson", 2))
                .then()
                .statusCode(201)
                .body("version", equalTo(2))
                .body("offer.perPerson", equalTo(2))
                .body("summary", equalTo("立减50元"));
        UUID after = giving.give(template, person.person());
        mine(person, null)
                .then()
                .statusCode(200)
                .body("items.find { it.id == '" + before + "' }.summary", equalTo("满100元减20元"))
                .body("items.find { it.id == '" + after + "' }.summary", equalTo("立减50元"));
        change(template, 1, CouponGiving.amount(1, 0), Map.of())
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.template-changed"));
        Api.as(hq)
                .get("/api/hq/coupon-templates/" + template + "/versions")
                .then()
                .statusCode(200)
                .body("items.version", contains(2, 1))
                .body("items[1].terms.amountFen", equalTo(2_000));
    }

    @Test
    void stockNeverFallsBelowWhatWasTaken() {
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of("stock", 100));
        Run.now(() -> database.sql("update coupon_stock set taken = 60 where template_id = :id")
                .with("id", template)
                .run());
        change(template, 1, CouponGiving.tasting(), Map.of("stock", 59))
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.stock-taken"));
        change(template, 1, CouponGiving.tasting(), Map.of("stock", 60)).then().statusCode(201);
    }

    @Test
    void aTemplateThatMakesNoSenseIsRefusedFieldByField() {
        Map<String, Object> terms = CouponGiving.terms("AMOUNT");
        terms.put("bearers", Map.of("hqPercent", 60, "storePercent", 30));
        terms.put("stores", Map.of("only", List.of(Ids.next())));
        terms.put("products", Map.of("only", List.of("A", "B"), "except", List.of("B")));
        Api.command(hq)
                .body(Map.of("name", "错", "terms", terms, "offer", Map.of("stock", 0, "perPerson", 1, "perDay", 2)))
                .post("/api/hq/coupon-templates")
                .then()
                .statusCode(422)
                .body("code", equalTo("coupon.template-invalid"))
                .body("errors.field", hasItem("terms.amountFen"))
                .body("errors.field", hasItem("terms.bearers"))
                .body("errors.field", hasItem("terms.stores"))
                .body("errors.field", hasItem("terms.products.except"))
                .body("errors.field", hasItem("offer.stock"))
                .body("errors.field", hasItem("offer.perDay"));
    }

    @Test
    void aTemplateIsOpenedPausedAndEndedForGood() {
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of());
        turn(template, "PAUSED").then().statusCode(200).body("state", equalTo("PAUSED"));
        turn(template, "PAUSED").then().statusCode(200);
        turn(template, "OPEN").then().statusCode(200);
        turn(template, "ENDED").then().statusCode(200);
        turn(template, "OPEN").then().statusCode(409).body("code", equalTo("coupon.template-state"));
        change(template, 1, CouponGiving.tasting(), Map.of()).then().statusCode(409);
        String name = Api.as(hq)
                .get("/api/hq/coupon-templates/" + template)
                .then()
                .statusCode(200)
                .extract()
                .path("name");
        Api.as(hq)
                .queryParam("q", name)
                .queryParam("state", "ENDED")
                .get("/api/hq/coupon-templates")
                .then()
                .statusCode(200)
                .body("items.id", contains(template.toString()));
        turn(Ids.next(), "OPEN").then().statusCode(404).body("code", equalTo("coupon.template-unknown"));
    }

    @Test
    void theWindowOfATemplateThatIsOpenedMustNotBeOver() {
        Map<String, Object> terms = CouponGiving.tasting();
        terms.put(
                "validity",
                Map.of(
                        "kind",
                        "FIXED",
                        "from",
                        clock.instant().minusSeconds(60).toString(),
                        "until",
                        clock.instant().minusSeconds(1).toString()));
        String id = Api.command(hq)
                .body(Map.of("name", "过期", "terms", terms, "offer", Map.of()))
                .post("/api/hq/coupon-templates")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        turn(UUID.fromString(id), "OPEN").then().statusCode(409).body("code", equalTo("coupon.template-state"));
    }

    @Test
    void aCouponLapsesWithItsWindowAndMidnightWritesItDown() {
        Newcomer person = newcomers.come();
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of());
        UUID coupon = giving.give(template, person.person());
        Instant until = Days.start(Days.today(clock).plusDays(7));
        mine(person, "ISSUED").then().body("items.id", contains(coupon.toString()));
        clock.move(Duration.between(clock.instant(), until.minusSeconds(30)));
        Newcomer later = newcomers.signIn(person.user(), person.phone(), null);
        mine(later, "ISSUED").then().body("items", hasSize(1)).body("items[0].validUntil", equalTo(until.toString()));
        clock.move(Duration.ofSeconds(30));
        assertEquals("ISSUED", giving.state(coupon));
        mine(later, "ISSUED").then().body("items", empty());
        mine(later, "EXPIRED").then().body("items.state", contains("EXPIRED"));
        LocalDate passed = Days.today(clock).minusDays(1);
        Run.now(() -> lapsing.on(new DayHasPassed(Ids.next(), passed.minusDays(1), passed)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> giving.state(coupon).equals("EXPIRED"));
        assertTrue(giving.historyAddsUp(coupon));
        Api.as(later.token())
                .get("/api/me/coupons/" + coupon)
                .then()
                .statusCode(200)
                .body("history.text", contains("总部发放", "已过期"))
                .body("history[0].actor", nullValue());
    }

    @Test
    void headOfficeTakesAnUnusedCouponAway() {
        Newcomer person = newcomers.come();
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
        Map<String, String> reason = Map.of("reason", "发错了");
        String path = "/api/hq/coupons/" + coupon;
        Api.command(hq)
                .body(reason)
                .post(path + "/revoke")
                .then()
                .statusCode(200)
                .body("state", equalTo("REVOKED"));
        Api.command(hq)
                .body(reason)
                .post(path + "/revoke")
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.not-revocable"));
        Api.as(hq)
                .get(path)
                .then()
                .statusCode(200)
                .body("history.cause", contains("HQ_ISSUE", "REVOKED"))
                .body("history[1].detail", equalTo("发错了"));
        Api.as(hq)
                .get("/api/hq/people/" + person.person() + "/coupons?state=REVOKED")
                .then()
                .statusCode(200)
                .body("items.id", contains(coupon.toString()));
    }

    @Test
    void aListTellsAFewOfManyProductsAndTheCouponItselfAll() {
        Newcomer person = newcomers.come();
        Map<String, Object> terms = CouponGiving.amount(1_000, 0);
        List<String> products =
                IntStream.range(100, 120).mapToObj(i -> "SKU-" + i).toList();
        terms.put("products", Map.of("only", products, "except", List.of("SKU-200")));
        UUID coupon = giving.give(giving.template(hq, terms, Map.of()), person.person());
        mine(person, null)
                .then()
                .statusCode(200)
                .body("items[0].terms.products.only", hasSize(8))
                .body("items[0].terms.products.onlyCount", equalTo(20))
                .body("items[0].terms.products.except", contains("SKU-200"))
                .body("items[0].terms.products.exceptCount", equalTo(1))
                .body("items[0].terms.stores.onlyCount", equalTo(0));
        Api.as(person.token())
                .get("/api/me/coupons/" + coupon)
                .then()
                .statusCode(200)
                .body("coupon.terms.products.only", equalTo(products))
                .body("coupon.terms.products.onlyCount", equalTo(20));
    }

    @Test
    void aScreenThatWaitsForItsCouponIsToldItsStateAlone() {
        Newcomer person = newcomers.come();
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
        String path = "/api/me/coupons/" + coupon + "/state";
        Api.as(person.token()).get(path).then().statusCode(200).body("state", equalTo("ISSUED"));
        Api.as(newcomers.come().token()).get(path).then().statusCode(404).body("code", equalTo("coupon.unknown"));
        Api.command(hq)
                .body(Map.of("reason", "发错了"))
                .post("/api/hq/coupons/" + coupon + "/revoke")
                .then()
                .statusCode(200);
        Api.as(person.token()).get(path).then().statusCode(200).body("state", equalTo("REVOKED"));
    }

    @Test
    void theWalletIsReadPageByPage() {
        Newcomer person = newcomers.come();
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of("perPerson", 3));
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            given.add(0, giving.give(template, person.person()).toString());
        }
        List<String> read = new ArrayList<>();
        String cursor = null;
        do {
            var request = Api.as(person.token()).queryParam("limit", 1);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/me/coupons")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1))
                    .extract()
                    .jsonPath();
            read.add(page.getString("items[0].id"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertEquals(given, read);
    }

    @Test
    void headOfficesRevocationAndAGiftAtOnceAgreeOnOne() {
        Newcomer person = newcomers.come();
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
        List<Boolean> won = Run.together(
                6,
                i -> i % 2 == 0
                        ? Run.now(() -> coupons.giveAway(coupon, person.person(), "test", "friend"))
                        : Api.command(hq)
                                        .body(Map.of("reason", "发错了"))
                                        .post("/api/hq/coupons/" + coupon + "/revoke")
                                        .statusCode()
                                == 200);
        assertEquals(1, won.stream().filter(yes -> yes).count(), won::toString);
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void nobodySeesTheCouponsOfOthers() {
        Newcomer person = newcomers.come();
        Newcomer stranger = newcomers.come();
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
        Api.as(stranger.token())
                .get("/api/me/coupons/" + coupon)
                .then()
                .statusCode(404)
                .body("code", equalTo("coupon.unknown"));
    }

    @Test
    void aMergeBringsTheCouponsAndItsUndoTakesThemBack() {
        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of());
        UUID ofFirst = giving.give(template, first.person());
        UUID ofSecond = giving.give(template, second.person());
        String merge = Api.command(hq)
                .body(Map.of("personId", second.person(), "otherPersonId", first.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        for (Newcomer either : List.of(first, second)) {
            mine(either, null).then().body("items", hasSize(2));
            Api.as(either.token()).get("/api/me/card").then().body("balances.coupons", equalTo(2));
        }
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        mine(first, null).then().body("items.id", contains(ofFirst.toString()));
        mine(second, null).then().body("items.id", contains(ofSecond.toString()));
    }

    @Test
    void whoeverIsErasedKeepsNoUsableCoupon() {
        Newcomer person = newcomers.come();
        UUID template = giving.template(hq, CouponGiving.tasting(), Map.of("perPerson", 2));
        UUID coupon = giving.give(template, person.person());
        UUID revoked = giving.give(template, person.person());
        Api.command(hq)
                .body(Map.of("reason", "王女士说不要"))
                .post("/api/hq/coupons/" + revoked + "/revoke")
                .then()
                .statusCode(200);
        Api.as(person.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.coupons.state", contains("ISSUED", "REVOKED"));
        Api.as(person.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals("REVOKED", giving.state(coupon));
        assertTrue(giving.historyAddsUp(coupon));
        Api.as(hq).get("/api/hq/coupons/" + revoked).then().statusCode(200).body("history[1].detail", equalTo("（已注销）"));
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from audit_entry where detail like '%王女士%' and subject = :x",
                        "person:" + person.person()));
    }

    @Test
    void aCouponIsGivenAwayOnceAndNoLongerUsed() {
        Newcomer person = newcomers.come();
        UUID coupon = giving.give(giving.template(hq, CouponGiving.tasting(), Map.of()), person.person());
        assertFalse(Run.now(() -> coupons.giveAway(coupon, Ids.next(), "test", "x")));
        long given = Run.together(
                        8, i -> Run.now(() -> coupons.giveAway(coupon, person.person(), "test", "friend " + i)))
                .stream()
                .filter(yes -> yes)
                .count();
        assertEquals(1, given);
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void wordsThatWereRolledBackAreNotRemembered() {
        Wording.Key key = new Wording.Key(Ids.next(), 1);
        UUID like = giving.template(hq, CouponGiving.tasting(), Map.of());
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() ->
                        database.tx(() -> database.sql("insert into coupon_template (id, name, created_at, created_by)"
                                        + " values (:id, '错', now(), 'test')")
                                .with("id", key.template())
                                .run()
                                .chain(() -> database.sql("""
                                        insert into coupon_template_version (template_id, version, terms, offer, at, by)
                                        select :id, 1, terms, offer, now(), 'test'
                                        from coupon_template_version where template_id = :like""")
                                        .with("id", key.template())
                                        .with("like", like)
                                        .run())
                                .chain(() -> wording.of(List.of(key)))
                                .invoke(words -> {
                                    assertEquals("错", words.get(key).name());
                                    throw new IllegalStateException("rolled back");
                                }))));
        assertTrue(Run.now(() -> wording.of(List.of(key))).isEmpty());
    }
}
