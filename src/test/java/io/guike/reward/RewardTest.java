package io.guike.reward;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Role;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Points for goods and coupons. */
@QuarkusTest
class RewardTest extends RewardCase {

    @Inject
    RewardData data;

    @Test
    void pointsBecomeGoodsThatAStoreHandsOver() {
        UUID store = chain.store().id();
        UUID elsewhere = chain.store().id();
        Map<String, Object> facts = goods(150);
        facts.put("stores", List.of(store));
        String reward = opened(facts);
        Newcomer member = member(200);
        Api.as(member.token())
                .get("/api/me/rewards?limit=100")
                .then()
                .statusCode(200)
                .body("availablePoints", equalTo(300))
                .body("rewards.items.find { it.id == '" + reward + "' }.refusal", nullValue());

        String key = UUID.randomUUID().toString();
        JsonPath order = order(member, reward, key)
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("state", equalTo("WAITING"))
                .body("code", matchesPattern("[0-9]{12}"))
                .extract()
                .jsonPath();
        order(member, reward, key).then().statusCode(201).body("id", equalTo(order.getString("id")));
        order(member, reward, 151, key).then().statusCode(422).body("code", equalTo("idempotency.key-reused"));
        order(member, reward, 151, UUID.randomUUID().toString())
                .then()
                .statusCode(409)
                .body("code", equalTo("reward.changed-meanwhile"))
                .body("detail", equalTo("150"));
        assertEquals(150, available(member));
        assertEquals(1, taken(reward));

        String code = order.getString("code");
        String clerk = chain.posted(store, Role.PROMOTER).token();
        String other = chain.posted(elsewhere, Role.STORE_MANAGER).token();
        check(other, store, code).then().statusCode(403);
        check(other, elsewhere, code).then().statusCode(409).body("code", equalTo("reward.wrong-store"));
        check(clerk, store, "123456").then().statusCode(404).body("code", equalTo("reward.code-unknown"));
        check(clerk, store, code)
                .then()
                .statusCode(200)
                .body("name", equalTo(facts.get("name")))
                .body("code", nullValue());
        handOver(clerk, store, code)
                .then()
                .statusCode(200)
                .body("state", equalTo("DONE"))
                .body("storeId", equalTo(store.toString()));
        handOver(clerk, store, code).then().statusCode(404).body("code", equalTo("reward.code-unknown"));
        cancel(member, order.getString("id")).then().statusCode(409).body("code", equalTo("reward.not-waiting"));
        Api.as(clerk)
                .get("/api/counter/" + store + "/reward-handovers")
                .then()
                .statusCode(200)
                .body("items.id", contains(order.getString("id")));
        Api.as(member.token())
                .get("/api/me/reward-orders")
                .then()
                .statusCode(200)
                .body("items[0].state", equalTo("DONE"))
                .body("items[0].code", nullValue());
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.rewards.name", hasItem(facts.get("name")));
    }

    @Test
    void theExportHasEveryOrderWhereverAPageEnds() {
        Newcomer member = member(100);
        String reward = opened(goods(20));
        for (int i = 0; i < 3; i++) {
            order(member, reward);
        }
        List<UUID> all = exported(member, 1_000);
        assertEquals(3, all.size());
        for (int page : List.of(1, 2, 3, 4)) {
            assertEquals(all, exported(member, page), "pages of " + page);
        }
    }

    private List<UUID> exported(Newcomer member, int page) {
        return Run.now(() -> data.export(member.person(), page)).stream()
                .map(OrderView::id)
                .toList();
    }

    @Test
    void aCodeStandsNowhereInTheDatabase() {
        Newcomer member = member(100);
        String code = order(member, opened(goods(50))).path("code");
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from reward_order o where cast(o as text) like '%' || :x || '%'", code));
        assertEquals(
                0, newcomers.count("select count(*) from idempotency_key where answer like '%' || :x || '%'", code));
    }

    @Test
    void pointsBecomeACouponAtOnce() {
        Map<String, Object> facts = coupon(60, 5L);
        String reward = opened(facts);
        Newcomer member = member(100);
        String coupon = order(member, reward)
                .then()
                .statusCode(201)
                .body("state", equalTo("DONE"))
                .body("couponId", notNullValue())
                .extract()
                .path("couponId");
        assertEquals(140, available(member));
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from coupon where way = 'REWARD' and person_id = '" + member.person()
                                + "' and id = :x",
                        UUID.fromString(coupon)));
        order(member, reward).then().statusCode(409).body("code", equalTo("claim.limit-reached"));
        assertEquals(140, available(member), "what the coupon refuses costs nothing");
        assertEquals(1, taken(reward));
    }

    @Test
    void whatNobodyCollectsLapsesAfterItsLastDayAndThePointsComeBack() {
        UUID store = chain.store().id();
        Map<String, Object> facts = goods(70);
        facts.put("perPerson", 1);
        facts.put("stock", 1);
        String reward = opened(facts);
        Newcomer member = newcomers.member();
        JsonPath order = order(member, reward).jsonPath();
        assertEquals(Days.start(Days.today(clock).plusDays(8)).toString(), order.getString("collectUntil"));
        Duration left =
                Duration.between(clock.instant(), Days.start(Days.today(clock).plusDays(8)));
        clock.move(left.minusSeconds(90));
        String clerk = chain.posted(store, Role.PROMOTER).token();
        check(clerk, store, order.getString("code")).then().statusCode(200);

        clock.move(Duration.ofSeconds(91));
        String token = newcomers.signIn(member.user(), member.phone(), null).token();
        String staff = chain.signIn(chain.hire(true)).token();
        String late = chain.posted(store, Role.PROMOTER).token();
        check(late, store, order.getString("code")).then().statusCode(oneOf(404, 409));
        Api.as(token).get("/api/me/reward-orders").then().statusCode(200).body("items[0].state", equalTo("LAPSED"));
        Run.together(
                3,
                i -> Run.now(() -> lapses.on(new DayHasPassed(
                                Ids.next(),
                                Days.today(clock).minusDays(2),
                                Days.today(clock).minusDays(1)))
                        .replaceWith(true)));
        assertEquals(1, orders(reward, "LAPSED"));
        assertEquals(100, available(member));
        Api.as(staff).get("/api/hq/rewards/" + reward).then().statusCode(200).body("taken", equalTo(0));
        order(new Newcomer(member.user(), member.phone(), token, member.person()), reward)
                .then()
                .statusCode(201);
    }

    private static org.hamcrest.Matcher<Integer> oneOf(Integer... statuses) {
        return org.hamcrest.Matchers.oneOf(statuses);
    }

    @Test
    void twoWhoTurnOutToBeOneShareTheLimitAndTheirOrders() {
        Map<String, Object> facts = goods(20);
        facts.put("perPerson", 1);
        String reward = opened(facts);
        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        String order = order(second, reward).path("id");
        String merge = Api.command(hq)
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        order(first, reward).then().statusCode(409).body("code", equalTo("reward.limit-reached"));
        Api.as(first.token()).get("/api/me/reward-orders").then().body("items.id", contains(order));
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        Api.as(first.token()).get("/api/me/reward-orders").then().body("items", hasSize(0));
        order(first, reward).then().statusCode(201);
        cancel(second, order).then().statusCode(200);
        assertEquals(100, available(second));
    }

    @Test
    void whoeverIsErasedLeavesTheGoodsToOthers() {
        Map<String, Object> facts = goods(20);
        facts.put("stock", 1);
        String reward = opened(facts);
        Newcomer gone = newcomers.member();
        order(gone, reward).then().statusCode(201);
        Api.as(gone.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(1, orders(reward, "CANCELLED"));
        order(newcomers.member(), reward).then().statusCode(201);
    }

    @Test
    void aRewardCannotBeHadOutsideOfItsTime() {
        Map<String, Object> facts = goods(10);
        facts.put("opensAt", clock.instant().plusSeconds(3_600).toString());
        String reward = opened(facts);
        Newcomer member = newcomers.member();
        order(member, reward).then().statusCode(409).body("code", equalTo("reward.not-open"));
        Api.as(member.token())
                .get("/api/me/rewards?limit=100")
                .then()
                .body("rewards.items.find { it.id == '" + reward + "' }.refusal", equalTo("reward.not-open"));
        String closed = create(goods(10)).path("id");
        order(member, closed).then().statusCode(409).body("code", equalTo("reward.not-open"));
        order(member, UUID.randomUUID().toString()).then().statusCode(404).body("code", equalTo("reward.unknown"));
    }

    @Test
    void headOfficeIsToldWhatDoesNotFit() {
        Map<String, Object> facts = goods(10);
        facts.put("templateId", UUID.randomUUID());
        facts.remove("sku");
        facts.put("stores", List.of(UUID.randomUUID()));
        create(facts)
                .then()
                .statusCode(422)
                .body("code", equalTo("reward.invalid"))
                .body("errors.field", contains("sku", "templateId", "stores"));
        Map<String, Object> nothing = coupon(10, null);
        nothing.put("templateId", UUID.randomUUID());
        create(nothing).then().statusCode(404).body("code", equalTo("coupon.template-unknown"));

        Map<String, Object> cup = goods(10);
        String reward = opened(cup);
        order(newcomers.member(), reward).then().statusCode(201);
        change(reward, 1, true, cup).then().statusCode(409).body("code", equalTo("reward.changed-meanwhile"));
        cup.put("stock", 0);
        change(reward, 2, true, cup).then().statusCode(409).body("code", equalTo("reward.stock-taken"));
        change(reward, 2, true, coupon(10, null)).then().statusCode(422);
        change(UUID.randomUUID().toString(), 1, true, goods(1)).then().statusCode(404);
        Api.as(hq).get("/api/hq/rewards?limit=1").then().statusCode(200).body("items", hasSize(1));
    }

    @Test
    void theLimitOfAPersonIsNotNewForWhoIsErasedAndComesBack() {
        Map<String, Object> facts = coupon(60, 5L);
        facts.put("perPerson", 1);
        String reward = opened(facts);
        Newcomer first = member(100);
        order(first, reward).then().statusCode(201);
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        order(again, reward).then().statusCode(409).body("code", equalTo("reward.limit-reached"));
        Api.as(again.token())
                .get("/api/me/rewards?limit=100")
                .then()
                .statusCode(200)
                .body("rewards.items.find { it.id == '" + reward + "' }.had", equalTo(1))
                .body("rewards.items.find { it.id == '" + reward + "' }.refusal", equalTo("reward.limit-reached"));
        assertEquals(1, taken(reward));
    }
}
