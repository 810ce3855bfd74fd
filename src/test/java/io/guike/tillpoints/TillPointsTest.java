package io.guike.tillpoints;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.guike.cardcode.CardCodes;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Ids;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    CardCodes codes;

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
        return Run.now(() -> codes.make(member.person())).code();
    }

    private Response hold(Till by, String code, long points, String reference) {
        return hold(by.command(), store, code, points, reference);
    }

    private static Response hold(RequestSpecification command, UUID store, String code, long points, String reference) {
        return command.body(Map.of("cardCode", code, "points", points, "storeId", store, "reference", reference))
                .post("/api/pos/points/holds");
    }

    private static String idOf(Response held) {
        return held.then()
                .statusCode(201)
                .body("state", equalTo("OPEN"))
                .extract()
                .path("id");
    }

    private String held(long points) {
        return idOf(hold(till, code(), points, reference()));
    }

    private Response capture(Till by, String hold, long points) {
        return by.command().body(Map.of("points", points)).post("/api/pos/points/holds/" + hold + "/capture");
    }

    private Response refund(String hold, long points, String reference) {
        return refund(till, hold, points, reference);
    }

    private static Response refund(Till by, String hold, long points, String reference) {
        return by.command()
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
    void aReceiptThatWasPaidPaysNoOtherOfTheSameNumber() {
        String reference = reference();
        String key = UUID.randomUUID().toString();
        String code = code();
        String hold = idOf(hold(asked(till, key), store, code, 60, reference));
        capture(till, hold, 60).then().statusCode(200);
        clock.move(Duration.ofHours(26));
        hold(till, code(), 60, reference).then().statusCode(409).body("code", equalTo("points.source-reused"));
        assertEquals(hold, idOf(hold(asked(till, key), store, code, 60, reference)));
        has(40, 40);
    }

    private static RequestSpecification asked(Till by, String key) {
        return by.request().header("Idempotency-Key", key).contentType("application/json");
    }

    @Test
    void storesOfOneClientCountTheirReceiptsEachForItself() {
        Till all = Till.opened(chain.hq().token(), clock, List.of("POINTS"));
        UUID other = chain.store().id();
        String reference = reference();
        String here = idOf(hold(all, code(), 30, reference));
        String there = idOf(hold(all.command(), other, code(), 30, reference));
        assertNotEquals(here, there);
        has(100, 40);
        assertEquals(there, idOf(hold(all.command(), other, code(), 30, reference)));
        capture(all, here, 30).then().statusCode(200);
        capture(all, there, 30).then().statusCode(200);
        has(40, 40);
        refund(all, here, 30, "F1").then().statusCode(201);
        refund(all, there, 30, "F1").then().statusCode(201);
        refund(all, there, 30, "F1").then().statusCode(201);
        has(100, 100);
    }

    @Test
    void aReceiptBeginsAnewAfterAVoidAndAfterALapse() {
        String reference = reference();
        String code = code();
        String first = idOf(hold(till, code, 60, reference));
        till.request().delete("/api/pos/points/holds/" + first).then().statusCode(200);
        String second = idOf(hold(till, code, 70, reference));
        has(100, 30);
        clock.move(Duration.ofMinutes(16));
        String third = idOf(hold(till, code(), 80, reference));
        assertEquals(3, Set.of(first, second, third).size());
        capture(till, second, 70).then().statusCode(409).body("code", equalTo("points.hold-lapsed"));
        capture(till, third, 80).then().statusCode(200);
        refund(till, first, 1, "F1").then().statusCode(404).body("code", equalTo("points.posting-unknown"));
        has(20, 20);
    }

    @Test
    void aReceiptThatSomebodyElseLeftOpenBeginsAnewAsSoonAsItLapsed() {
        String reference = reference();
        String forgotten = idOf(hold(till, code(), 60, reference));
        Newcomer other = newcomers.member();
        purses.earn(other.person(), 100, Expiry.NEVER);
        String fresh = Run.now(() -> codes.make(other.person())).code();
        hold(till, fresh, 60, reference).then().statusCode(409).body("code", equalTo("points.source-reused"));
        clock.move(Duration.ofMinutes(16));
        String later = Run.now(() -> codes.make(other.person())).code();
        assertNotEquals(forgotten, idOf(hold(till, later, 60, reference)));
        has(100, 100);
        capture(till, forgotten, 60).then().statusCode(409).body("code", equalTo("points.hold-lapsed"));
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

    private Response named(Till by, UUID at, String reference) {
        return by.request()
                .queryParam("storeId", at.toString())
                .queryParam("reference", reference)
                .get("/api/pos/points/holds");
    }

    private Response refundNamed(String reference, long points, String refund) {
        return till.command()
                .body(Map.of("storeId", store, "reference", reference, "points", points, "refundReference", refund))
                .post("/api/pos/points/refunds");
    }

    private static Response look(Till by, String hold) {
        return by.request().get("/api/pos/points/holds/" + hold);
    }

    @Test
    void aTillThatHeardNoAnswerFindsItsHoldAndRefundsByTheReference() {
        String reference = reference();
        named(till, store, reference).then().statusCode(404).body("code", equalTo("points.hold-unknown"));
        String hold = idOf(hold(till, code(), 60, reference));
        named(till, store, reference)
                .then()
                .statusCode(200)
                .body("id", equalTo(hold))
                .body("state", equalTo("OPEN"));
        refundNamed(reference, 1, "F0").then().statusCode(404).body("code", equalTo("points.posting-unknown"));
        capture(till, hold, 45).then().statusCode(200);
        named(till, store, reference)
                .then()
                .statusCode(200)
                .body("id", equalTo(hold))
                .body("state", equalTo("CAPTURED"))
                .body("captured", equalTo(45));
        String refund = refundNamed(reference, 20, "F1")
                .then()
                .statusCode(201)
                .body("points", equalTo(20))
                .extract()
                .path("id");
        refundNamed(reference, 20, "F1").then().statusCode(201).body("id", equalTo(refund));
        refund(hold, 20, "F1").then().statusCode(201).body("id", equalTo(refund));
        refundNamed(reference, 26, "F2").then().statusCode(409).body("code", equalTo("points.too-much-back"));
        refundNamed(reference, 25, "F2").then().statusCode(201);
        has(100, 100);
    }

    @Test
    void whatIsOverIsToldAsLapsedAndTheLastHoldOfAReferenceIsFound() {
        String reference = reference();
        String first = idOf(hold(till, code(), 60, reference));
        till.request().delete("/api/pos/points/holds/" + first).then().statusCode(200);
        named(till, store, reference).then().statusCode(200).body("state", equalTo("VOIDED"));
        String second = idOf(hold(till, code(), 70, reference));
        clock.move(Duration.ofMinutes(16));
        named(till, store, reference)
                .then()
                .statusCode(200)
                .body("id", equalTo(second))
                .body("state", equalTo("LAPSED"));
        look(till, second).then().statusCode(200).body("state", equalTo("LAPSED"));
        look(till, first).then().statusCode(200).body("state", equalTo("VOIDED"));
    }

    @Test
    void holdsAreShownToNoOtherClientAndInNoOtherStore() {
        String reference = reference();
        String hold = idOf(hold(till, code(), 60, reference));
        Till other = Till.opened(chain.hq().token(), clock, List.of("POINTS"));
        look(other, hold).then().statusCode(404).body("code", equalTo("points.hold-unknown"));
        named(other, store, reference).then().statusCode(404).body("code", equalTo("points.hold-unknown"));
        UUID elsewhere = chain.store().id();
        named(till, elsewhere, reference).then().statusCode(403).body("code", equalTo("pos.store-out-of-scope"));
        Till without = Till.opened(chain.hq().token(), clock, List.of("MEMBER_LOOKUP"));
        look(without, hold).then().statusCode(403).body("code", equalTo("pos.right-missing"));
    }
}
