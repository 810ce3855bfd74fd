package io.guike.claim;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.claim.Claims.GotView;
import io.guike.claim.Sales.Result;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Shoppers claim coupons over the API. */
@QuarkusTest
class ClaimStoryTest {

    @Inject
    Sales sales;

    @Inject
    Newcomers newcomers;

    @Inject
    Claims claims;

    @Inject
    Merges merges;

    @Inject
    Chain chain;

    @Inject
    MovableClock movable;

    @Inject
    Clock clock;

    private static Response claim(String token, String key, UUID template) {
        return Api.as(token)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("templateId", template))
                .post("/api/me/coupon-claims");
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void oneKeyIsOneCouponForGood() {
        UUID template = sales.open(Sales.offer(5L, 1));
        UUID other = sales.open(Sales.offer(5L, 1));
        String token = newcomers.come().token();
        String key = Sales.key();
        String coupon = claim(token, key, template)
                .then()
                .statusCode(201)
                .body("templateId", equalTo(template.toString()))
                .body("state", equalTo("ISSUED"))
                .extract()
                .path("id");
        claim(token, key, template).then().statusCode(201).body("id", equalTo(coupon));
        refused(claim(token, key, other), 422, "idempotency.key-reused");
        claim(token, Sales.key(), template)
                .then()
                .statusCode(409)
                .body("code", equalTo("claim.limit-reached"))
                .body("detail", equalTo(coupon));
        sales.mustBeSound(template, 1, 1);
        refused(
                Api.breaking(token)
                        .contentType("application/json")
                        .body(Map.of("templateId", template))
                        .post("/api/me/coupon-claims"),
                400,
                "idempotency.key-missing");
    }

    @Test
    void whatWasGrantedIsFoundUnderItsKeyAlsoWhenAllIsGone() {
        UUID template = sales.open(Sales.offer(1L, 1));
        String first = newcomers.come().token();
        String late = newcomers.come().token();
        String key = Sales.key();
        String coupon =
                claim(first, key, template).then().statusCode(201).extract().path("id");
        refused(claim(late, Sales.key(), template), 409, "claim.sold-out");
        // Remembered by now, and the coupon is still told.
        refused(claim(late, Sales.key(), template), 409, "claim.sold-out");
        claim(first, key, template).then().statusCode(201).body("id", equalTo(coupon));
    }

    @Test
    void everyRefusalSaysWhy() {
        String token = newcomers.come().token();
        UUID draft = sales.lay(State.DRAFT, Sales.terms(), Sales.offer(null, 1));
        UUID ended = sales.lay(State.ENDED, Sales.terms(), Sales.offer(null, 1));
        UUID paused = sales.lay(State.PAUSED, Sales.terms(), Sales.offer(null, 1));
        UUID granted = sales.open(new Offer(null, 1, null, null, null, null, false, false, null));
        UUID early = sales.open(Sales.between(clock.instant().plus(Duration.ofDays(900)), null));
        refused(claim(token, Sales.key(), draft), 409, "claim.not-open");
        refused(claim(token, Sales.key(), ended), 409, "claim.not-open");
        refused(claim(token, Sales.key(), paused), 409, "claim.paused");
        refused(claim(token, Sales.key(), granted), 409, "claim.not-for-you");
        refused(claim(token, Sales.key(), early), 409, "claim.not-open");
        refused(claim(token, Sales.key(), UUID.randomUUID()), 404, "coupon.template-unknown");
    }

    @Test
    void aTemplateThatIsResumedCanBeHadWithinASecondOrSo() {
        String token = newcomers.come().token();
        UUID template = sales.lay(State.PAUSED, Sales.terms(), Sales.offer(null, 1));
        refused(claim(token, Sales.key(), template), 409, "claim.paused");
        sales.become(template, State.OPEN);
        await().atMost(30, SECONDS)
                .until(() -> claim(token, Sales.key(), template).statusCode() == 201);
    }

    @Test
    void whatIsMeantForNewMembersIsNotForVisitors() {
        Offer.Audience fresh = new Offer.Audience(Offer.Audience.Kind.NEW_MEMBERS, 7, Set.of(), null);
        UUID template = sales.open(Sales.offer(null, 1, null, fresh));
        Newcomer visitor = newcomers.come();
        assertFalse(offered(visitor.token()).contains(template.toString()));
        refused(claim(visitor.token(), Sales.key(), template), 409, "claim.not-for-you");
        newcomers.bind(visitor);
        await().atMost(30, SECONDS).until(() -> offered(visitor.token()).contains(template.toString()));
        claim(visitor.token(), Sales.key(), template).then().statusCode(201);
    }

    private static List<String> offered(String token) {
        return Api.as(token)
                .get("/api/me/coupon-offers")
                .then()
                .statusCode(200)
                .extract()
                .path("items.templateId");
    }

    @Test
    void theOffersAreWhatOneCanStillHave() {
        UUID template = sales.open(
                new Offer(4_213L, 1, null, null, null, clock.instant().plus(Duration.ofMinutes(30)), true, true, null));
        UUID never = sales.open(new Offer(null, 1, null, null, null, null, false, false, null));
        String token = newcomers.come().token();
        await().atMost(30, SECONDS).until(() -> offered(token).contains(template.toString()));
        Api.as(token)
                .get("/api/me/coupon-offers")
                .then()
                .body("items.templateId", not(hasItem(never.toString())))
                .body("items.find { it.templateId == '" + template + "' }.left", equalTo(4000));
        claim(token, Sales.key(), template).then().statusCode(201);
        assertFalse(offered(token).contains(template.toString()));
    }

    @Test
    void roughlyMeansTheFirstDigit() {
        assertEquals(10L, Offers.roughly(10L));
        assertEquals(10L, Offers.roughly(19L));
        assertEquals(90L, Offers.roughly(99L));
        assertEquals(9_000_000L, Offers.roughly(9_999_999L));
    }

    @Test
    void afterAMergeBothCountAndAfterItsUndoEachHasTheirOwn() {
        UUID template = sales.open(Sales.offer(null, 1));
        UUID second = sales.open(Sales.offer(null, 1));
        List<Caller> people = sales.people(2);
        Caller one = people.get(0);
        Caller other = people.get(1);
        Result before = claim(other, template);
        UUID survivor = Run.now(() -> merges.merge(one.id(), other.id(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                .id();
        assertEquals(
                "claim.limit-reached", claim(after(one, survivor), template).problem());
        // Through the account of the one who goes again.
        Caller loser = survivor.equals(one.id()) ? other : one;
        Caller winner = survivor.equals(one.id()) ? one : other;
        Result through = claim(after(loser, survivor), second);
        assertEquals("claim.limit-reached", claim(winner, second).problem());
        undo(loser.id());
        assertTrue(claim(winner, second).coupon() != null, "what the other took along does not count");
        assertEquals("claim.limit-reached", claim(loser, second).problem());
        assertTrue(through.coupon() != null && before.coupon() != null);
    }

    private static Caller after(Caller caller, UUID person) {
        return Caller.shopper(person, caller.origin(), caller.name());
    }

    private Result claim(Caller caller, UUID template) {
        return Run.now(() -> Result.of(claims.claim(caller, Sales.key(), template), GotView::id));
    }

    private void undo(UUID loser) {
        String hq = chain.hq().token();
        String merge = Api.as(hq)
                .queryParam("limit", 100)
                .get("/api/hq/merges")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.loserId == '" + loser + "' }.id");
        Api.command(hq)
                .body(Map.of("reason", "测试"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
    }

    @Test
    void whoComesAtTheOpeningIsNotToldOfTheMomentBefore() {
        UUID template = sales.open(Sales.between(clock.instant().plus(Duration.ofMinutes(10)), null));
        List<Caller> people = sales.people(2);
        assertEquals("claim.not-open", claim(people.get(0), template).problem());
        movable.move(Duration.ofMinutes(10));
        assertTrue(claim(people.get(1), template).coupon() != null);
    }

    @Test
    void whoIsErasedAndComesBackHasHadTheirs() {
        UUID template = sales.open(Sales.offer(50L, 1));
        Newcomer first = newcomers.come();
        claim(first.token(), Sales.key(), template).then().statusCode(201);
        Api.as(first.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        assertNotEquals(first.person(), again.person());
        refused(claim(again.token(), Sales.key(), template), 409, "claim.limit-reached");
        claim(again.token(), Sales.key(), sales.open(Sales.offer(50L, 1)))
                .then()
                .statusCode(201);
    }

    @Test
    void theLimitOfADayIsNotNewForWhoIsErasedAndComesBack() {
        UUID template = sales.open(Sales.offer(null, 30, 1, Offer.Audience.EVERYONE));
        Newcomer first = newcomers.come();
        claim(first.token(), Sales.key(), template).then().statusCode(201);
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        refused(claim(again.token(), Sales.key(), template), 409, "claim.limit-reached");
        movable.move(Duration.ofDays(1));
        String later = newcomers.signIn(first.user(), first.phone(), null).token();
        claim(later, Sales.key(), template).then().statusCode(201);
    }
}
