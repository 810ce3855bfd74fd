package io.guike.journey;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member shows the card once, and pays one receipt with a coupon and with points in the same minute. */
@QuarkusTest
class OneReceiptTest {

    private static final Map<String, Object> BASKET =
            Map.of("lines", List.of(Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", 10_000)));

    @Inject
    Newcomers newcomers;

    @Inject
    CouponGiving giving;

    @Inject
    Purses purses;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private final String receipt = "R-" + Chain.code();
    private UUID store;
    private Till till;
    private Newcomer member;
    private long points;
    private UUID coupon;
    /** As the screen shows it. */
    private String shown;

    @BeforeEach
    void aMemberComesToTheTill() {
        String hq = chain.hq().token();
        store = chain.store().id();
        till = Till.opened(hq, clock, List.of("MEMBER_LOOKUP", "CARD_USE", "COUPONS", "POINTS"));
        member = newcomers.member();
        purses.earn(member.person(), 500, Expiry.NEVER);
        points = purses.balance(member.person()).available();
        coupon = giving.give(giving.template(hq, CouponGiving.amount(2_000, 0), Map.of()), member.person());
        shown = Api.as(member.token()).get("/api/me/card").path("cardCode.code");
    }

    private Response post(String path, Map<String, ?> body) {
        return till.command().body(body).post("/api/pos" + path);
    }

    private Response use(UUID at, String number) {
        return post("/card-codes/uses", Map.of("cardCode", shown, "storeId", at, "reference", number));
    }

    private Response reserve(UUID at, String number) {
        return post(
                "/coupons/reservations",
                Map.of(
                        "cardCode",
                        shown,
                        "storeId",
                        at,
                        "reference",
                        number,
                        "couponIds",
                        List.of(coupon),
                        "basket",
                        BASKET));
    }

    private Response authorize(UUID at, String number) {
        return post("/points/holds", Map.of("cardCode", shown, "points", 300, "storeId", at, "reference", number));
    }

    @Test
    void oneShownCodePaysWithACouponAndWithPoints() {
        post("/members/resolve", Map.of("cardCode", shown))
                .then()
                .statusCode(200)
                .body("personId", equalTo(member.person().toString()));
        use(store, receipt).then().statusCode(200);
        post("/coupons/quotes", Map.of("cardCode", shown, "storeId", store, "basket", BASKET))
                .then()
                .statusCode(200)
                .body("best", hasItem(coupon.toString()));
        reserve(store, receipt).then().statusCode(201).body("discountFen", equalTo(2_000));
        String hold = authorize(store, receipt).then().statusCode(201).extract().path("id");
        till.request()
                .post("/api/pos/coupons/reservations/" + store + "/" + receipt + "/redemption")
                .then()
                .statusCode(200)
                .body("state", equalTo("REDEEMED"))
                .body("payableFen", equalTo(8_000));
        post("/points/holds/" + hold + "/capture", Map.of("points", 300))
                .then()
                .statusCode(200)
                .body("state", equalTo("CAPTURED"));

        assertEquals("REDEEMED", giving.state(coupon));
        purses.has(member.person(), points - 300, points - 300);
        Api.as(member.token())
                .get("/api/me/coupons?state=REDEEMED")
                .then()
                .statusCode(200)
                .body("items.id", contains(coupon.toString()));
        Api.as(member.token())
                .get("/api/me/points/entries")
                .then()
                .statusCode(200)
                .body("items.points", hasItem(-300));
        paysNothingElse();
    }

    /** Neither another receipt nor the one of that number in another store; not even by half. */
    private void paysNothingElse() {
        UUID elsewhere = chain.store().id();
        List<Response> tries = List.of(
                use(store, receipt + "x"),
                reserve(store, receipt + "x"),
                authorize(store, receipt + "x"),
                use(elsewhere, receipt),
                reserve(elsewhere, receipt),
                authorize(elsewhere, receipt));
        tries.forEach(answer -> answer.then().statusCode(409).body("code", equalTo("cardcode.used")));
        purses.has(member.person(), points - 300, points - 300);
    }

    @Test
    void aCodeThatPaidWithPointsPaysNoOtherReceiptWithACoupon() {
        authorize(store, receipt).then().statusCode(201);
        reserve(store, receipt + "x").then().statusCode(409).body("code", equalTo("cardcode.used"));
        assertEquals("ISSUED", giving.state(coupon));
        reserve(store, receipt).then().statusCode(201);
        assertEquals("RESERVED", giving.state(coupon));
    }
}
