package io.guike.claim;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.guike.access.Caller;
import io.guike.claim.Claims.GotView;
import io.guike.claim.Gifts.GiftView;
import io.guike.claim.Sales.Result;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Coupons that are given to friends. */
@QuarkusTest
class GiftTest {

    @Inject
    Sales sales;

    @Inject
    Newcomers newcomers;

    @Inject
    Claims claims;

    @Inject
    Gifts gifts;

    @Inject
    Merges merges;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private UUID claimed(Caller caller, UUID template) {
        return Run.now(() -> claims.claim(caller, Sales.key(), template)).id();
    }

    private Result offer(Caller caller, UUID coupon) {
        return Run.now(() -> Result.of(gifts.offer(caller, coupon), GiftView::id));
    }

    private String token(Caller caller, UUID coupon) {
        return Run.now(() -> gifts.offer(caller, coupon)).token();
    }

    private Result take(Caller caller, String token) {
        return Run.now(() -> Result.of(gifts.take(caller, token), GotView::id));
    }

    private String state(UUID coupon) {
        return sales.number("select count(*) from coupon where id = :x and state = 'GIVEN'", coupon) == 1
                ? "GIVEN"
                : "other";
    }

    private static Response post(String token, String path, Map<String, ?> body) {
        return Api.as(token).contentType("application/json").body(body).post("/api/me/coupon-gifts" + path);
    }

    @Test
    void aFriendGetsACouponInPlaceOfTheGivers() {
        UUID template = sales.open(Sales.offer(1L, 1));
        String giver = newcomers.come().token();
        String friend = newcomers.come().token();
        String coupon = Api.command(giver)
                .body(Map.of("templateId", template))
                .post("/api/me/coupon-claims")
                .path("id");
        Response offered = post(giver, "", Map.of("couponId", coupon));
        String token = offered.then().statusCode(201).extract().path("token");
        post(giver, "", Map.of("couponId", coupon)).then().statusCode(201).body("token", equalTo(token));
        post(friend, "/look", Map.of("token", token))
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN"))
                .body("name", equalTo("十元券"));
        post(giver, "/taken", Map.of("token", token)).then().statusCode(409).body("code", equalTo("claim.gift-own"));
        String got = post(friend, "/taken", Map.of("token", token))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        post(friend, "/taken", Map.of("token", token)).then().statusCode(201).body("id", equalTo(got));
        post(friend, "", Map.of("couponId", got)).then().statusCode(409).body("code", equalTo("claim.not-givable"));
        Api.as(giver)
                .get("/api/me/coupon-gifts")
                .then()
                .statusCode(200)
                .body("items[0].state", equalTo("TAKEN"))
                .body("items[0].token", nullValue());
        Api.as(friend)
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.couponGifts.gifts[0].role", equalTo("TAKER"));
        assertEquals("GIVEN", state(UUID.fromString(coupon)));
        assertEquals(1, sales.number("select taken from coupon_stock where template_id = :x", template));
    }

    @Test
    void whatIsTakenBackCannotBeTaken() {
        UUID template = sales.open(Sales.offer(null, 1));
        String giver = newcomers.come().token();
        String coupon = Api.command(giver)
                .body(Map.of("templateId", template))
                .post("/api/me/coupon-claims")
                .path("id");
        Response offered = post(giver, "", Map.of("couponId", coupon));
        Api.as(giver)
                .delete("/api/me/coupon-gifts/" + offered.path("id"))
                .then()
                .statusCode(200)
                .body("state", equalTo("TAKEN_BACK"));
        assertEquals(
                "claim.gift-over",
                take(sales.people(1).get(0), offered.path("token")).problem());
        Api.as(giver)
                .delete("/api/me/coupon-gifts/" + offered.path("id"))
                .then()
                .statusCode(409)
                .body("code", equalTo("claim.gift-over"));
        post(giver, "", Map.of("couponId", coupon)).then().statusCode(201);
    }

    @Test
    void ofManyFriendsOneTakesIt() {
        UUID template = sales.open(Sales.offer(null, 1));
        List<Caller> people = sales.people(21);
        UUID coupon = claimed(people.get(0), template);
        String token = token(people.get(0), coupon);
        List<Result> results =
                sales.together(40, 20, i -> Result.of(gifts.take(people.get(1 + i % 20), token), GotView::id));
        assertEquals(
                1,
                results.stream()
                        .map(Result::coupon)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count());
        assertEquals(
                1, sales.number("select count(*) from coupon where template_id = :x and state = 'ISSUED'", template));
        assertEquals("GIVEN", state(coupon));
    }

    @Test
    void aLinkIsGoodForADay() {
        List<Caller> people = sales.people(2);
        UUID coupon = claimed(people.get(0), sales.open(Sales.offer(null, 1)));
        String token = token(people.get(0), coupon);
        clock.move(Duration.ofHours(24));
        assertEquals("claim.gift-over", take(people.get(1), token).problem());
        assertNotNull(take(people.get(1), token(people.get(0), coupon)).coupon());
    }

    @Test
    void whoHasTheirLimitTakesNoGiftAndTheGiverKeepsIt() {
        UUID template = sales.open(Sales.offer(null, 1));
        List<Caller> people = sales.people(2);
        String token = token(people.get(0), claimed(people.get(0), template));
        claimed(people.get(1), template);
        assertEquals("claim.limit-reached", take(people.get(1), token).problem());
        sales.mustBeSound(template, 2, 1);
    }

    @Test
    void onlyOnesOwnUsableAndShareableCouponIsGiven() {
        List<Caller> people = sales.people(2);
        UUID kept = claimed(people.get(0), sales.open(new Offer(null, 1, null, null, null, null, true, false, null)));
        assertEquals("claim.not-givable", offer(people.get(0), kept).problem());
        assertEquals("coupon.unknown", offer(people.get(1), kept).problem());
        assertEquals("claim.gift-unknown", take(people.get(1), "0".repeat(64)).problem());
        assertEquals("claim.gift-unknown", take(people.get(1), "nothing").problem());
    }

    @Test
    void aGiftOutlivesThePauseOfItsTemplateAndFollowsItsGiverThroughAMerge() {
        UUID template = sales.open(Sales.offer(null, 1));
        List<Caller> people = sales.people(3);
        UUID coupon = claimed(people.get(0), template);
        String token = token(people.get(0), coupon);
        sales.become(template, State.ENDED);
        UUID survivor = Run.now(() -> merges.merge(
                        people.get(0).id(), people.get(1).id(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                .id();
        // That coupons follow is the business of their own capability.
        Run.now(() -> database.sql("update coupon set person_id = :survivor where id = :id")
                .with("survivor", survivor)
                .with("id", coupon)
                .run());
        Caller other = people.get(1);
        assertEquals(
                "claim.gift-own",
                take(Caller.shopper(survivor, other.origin(), other.name()), token)
                        .problem());
        assertNotNull(take(people.get(2), token).coupon());
        assertEquals("GIVEN", state(coupon));
    }

    @Test
    void aGiftCameFromWhomeverTheCouponCameTo() {
        List<Caller> people = sales.people(2);
        UUID coupon = claimed(people.get(0), sales.open(Sales.offer(null, 1)));
        UUID survivor = Run.now(() -> merges.merge(
                        people.get(0).id(), people.get(1).id(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"))
                .id();
        Caller other = people.get(1);
        assertNotNull(offer(Caller.shopper(survivor, other.origin(), other.name()), coupon)
                .coupon());
        assertEquals(
                1,
                sales.number(
                        "select count(*) from claim_gift g join coupon c on c.id = g.coupon_id"
                                + " and c.origin_id = g.giver_origin where c.id = :x",
                        coupon));
    }
}
