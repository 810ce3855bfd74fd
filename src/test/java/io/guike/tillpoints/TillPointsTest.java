package io.guike.tillpoints;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Ids;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member pays with points at the till. */
@QuarkusTest
class TillPointsTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Purses purses;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private Till till;
    private UUID store;
    private Newcomer member;
    private long begun;

    @BeforeEach
    void open() {
        store = chain.store().id();
        till = Till.opened(chain.hq().token(), clock, List.of("POINTS"), store);
        member = newcomers.member();
        begun = purses.balance(member.person()).available();
        purses.earn(member.person(), 100, Expiry.NEVER);
    }

    private static String reference() {
        return "R" + Ids.readable(10);
    }

    private String code() {
        return Api.as(member.token()).get("/api/me/card").path("cardCode.code");
    }

    private Response hold(Till by, String code, long points, String reference) {
        Map<String, Object> body = new HashMap<>();
        body.put("cardCode", code);
        body.put("points", points);
        body.put("storeId", store);
        body.put("reference", reference);
        return by.command().body(body).post("/api/pos/points/holds");
    }

    private String held(long points) {
        return hold(till, code(), points, reference())
                .then()
                .statusCode(201)
                .body("state", equalTo("OPEN"))
                .extract()
                .path("id");
    }

    private Response capture(Till by, String hold, long points) {
        return by.command().body(Map.of("points", points)).post("/api/pos/points/holds/" + hold + "/capture");
    }

    private Response refund(String hold, long points, String reference) {
        return till.command()
                .body(Map.of("points", points, "reference", reference))
                .post("/api/pos/points/holds/" + hold + "/refunds");
    }

    private void has(long balance, long available) {
        purses.has(member.person(), begun + balance, begun + available);
    }

    @Test
    void pointsAreSetAsideCapturedInPartAndRefunded() {
        String hold = held(60);
        has(100, 40);
        capture(till, hold, 45)
                .then()
                .statusCode(200)
                .body("state", equalTo("CAPTURED"))
                .body("captured", equalTo(45))
                .body("postingId", notNullValue());
        has(55, 55);
        String reference = reference();
        refund(hold, 20, reference).then().statusCode(201).body("points", equalTo(20));
        refund(hold, 20, reference).then().statusCode(201);
        refund(hold, 26, reference()).then().statusCode(409).body("code", equalTo("points.too-much-back"));
        has(75, 75);
    }

    @Test
    void aVoidFreesEverything() {
        String hold = held(60);
        for (int i = 0; i < 2; i++) {
            till.request()
                    .delete("/api/pos/points/holds/" + hold)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("VOIDED"));
        }
        capture(till, hold, 1).then().statusCode(409).body("code", equalTo("points.hold-ended"));
        has(100, 100);
    }

    @Test
    void aHoldThatIsForgottenLapses() {
        String hold = held(60);
        clock.move(Duration.ofMinutes(16));
        has(100, 100);
        capture(till, hold, 60).then().statusCode(409).body("code", equalTo("points.hold-lapsed"));
    }

    @Test
    void aReferenceThatComesManyTimesIsHeldOnce() {
        String code = code();
        String reference = reference();
        List<String> holds = Run.together(
                8,
                i -> hold(till, code, 30, reference)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id"));
        assertEquals(1, holds.stream().distinct().count());
        has(100, 70);
        hold(till, code(), 31, reference).then().statusCode(409).body("code", equalTo("points.source-reused"));
        hold(till, code, 30, reference()).then().statusCode(409).body("code", equalTo("cardcode.used"));
    }

    @Test
    void moreThanThereIsIsRefusedAndTheCodeStaysGood() {
        String code = code();
        hold(till, code, begun + 101, reference())
                .then()
                .statusCode(409)
                .body("code", equalTo("points.insufficient"))
                .body("detail", equalTo("available: " + (begun + 100)));
        hold(till, code, begun + 100, reference()).then().statusCode(201);
    }

    @Test
    void anotherClientAndAnotherStoreHaveNothingToSay() {
        String hold = held(60);
        Till other = Till.opened(chain.hq().token(), clock, List.of("POINTS"));
        capture(other, hold, 60).then().statusCode(404).body("code", equalTo("points.hold-unknown"));
        other.request().delete("/api/pos/points/holds/" + hold).then().statusCode(404);
        Till elsewhere = Till.opened(
                chain.hq().token(), clock, List.of("POINTS"), chain.store().id());
        hold(elsewhere, code(), 1, reference()).then().statusCode(403).body("code", equalTo("pos.store-out-of-scope"));
        Till without = Till.opened(chain.hq().token(), clock, List.of("MEMBER_LOOKUP"));
        hold(without, code(), 1, reference()).then().statusCode(403).body("code", equalTo("pos.right-missing"));
    }
}
