package io.guike.counter;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Role;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goods come back to the counter, also after the minutes in which a verification can be undone. */
@QuarkusTest
class CounterReturnTest {

    private static final Map<String, Object> BASKET = Map.of(
            "lines",
            List.of(
                    Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", 6_000),
                    Map.of("line", "2", "sku", "B", "quantity", 1, "amountFen", 4_000)));

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private UUID store;
    private UUID coupon;
    private String verified;
    private UUID person;

    @BeforeEach
    void verify() {
        String hq = chain.hq().token();
        store = chain.store().id();
        Newcomer newcomer = newcomers.come();
        person = newcomer.person();
        coupon = giving.give(giving.template(hq, CouponGiving.amount(2_000, 0), Map.of()), person);
        verified = new Desk(token(store, Role.PROMOTER), store)
                .verify(Map.of("code", Desk.shown(newcomer.token(), coupon), "basket", BASKET))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String token(UUID of, Role role) {
        return chain.posted(of, role).token();
    }

    private Response refund(String token, UUID at, String reference, List<Map<String, Object>> lines) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("reference", reference, "lines", lines))
                .post("/api/counter/" + at + "/coupon-redemptions/" + verified + "/refunds");
    }

    private static Map<String, Object> line(String line, long fen) {
        return Map.of("line", line, "amountFen", fen);
    }

    private void mustBe(String state) {
        assertEquals(state, giving.state(coupon));
    }

    @Test
    void theCouponIsBackWhenAllGoodsAre() {
        clock.move(Duration.ofMinutes(30));
        String manager = token(store, Role.STORE_MANAGER);
        refund(manager, store, "R1", List.of(line("1", 4_800))).then().statusCode(200);
        mustBe("REDEEMED");
        refund(manager, store, "R1", List.of(line("1", 4_800))).then().statusCode(200);
        refund(manager, store, "R2", List.of(line("2", 3_201)))
                .then()
                .statusCode(409)
                .body("code", equalTo("redemption.refund-too-much"));
        refund(manager, store, "R2", List.of(line("2", 3_200)))
                .then()
                .statusCode(200)
                .body("state", equalTo("RETURNED"));
        mustBe("ISSUED");
        assertEquals(
                3,
                newcomers.count(
                        "select count(*) from audit_entry where action = 'coupon.return' and subject = :x",
                        "person:" + person));
    }

    @Test
    void whatIsBackInPartIsNotUndone() {
        String manager = token(store, Role.STORE_MANAGER);
        refund(manager, store, "R1", List.of(line("1", 4_800))).then().statusCode(200);
        Api.as(manager)
                .contentType("application/json")
                .body(Map.of("reason", "扫错了"))
                .post("/api/counter/" + store + "/coupon-redemptions/" + verified + "/undo")
                .then()
                .statusCode(409)
                .body("code", equalTo("redemption.undo-refunded"));
        mustBe("REDEEMED");
    }

    @Test
    void onlyTheManagerOfTheVeryStoreNotesIt() {
        List<Map<String, Object>> lines = List.of(line("1", 4_800));
        refund(token(store, Role.PROMOTER), store, "R1", lines).then().statusCode(403);
        UUID other = chain.store().id();
        refund(token(other, Role.STORE_MANAGER), other, "R1", lines)
                .then()
                .statusCode(404)
                .body("code", equalTo("redemption.unknown"));
        mustBe("REDEEMED");
    }
}
