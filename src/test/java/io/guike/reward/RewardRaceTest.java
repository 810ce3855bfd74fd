package io.guike.reward;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.support.Api;
import io.guike.support.Background;
import io.guike.support.Crossing;
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Many at once want the same. */
@QuarkusTest
class RewardRaceTest extends RewardCase {

    @Inject
    Merges merges;

    @Inject
    Crossing crossing;

    @Inject
    DataSource source;

    @Test
    void whereTheTemplateIsSoldOutNothingIsSpent() {
        String reward = opened(coupon(10, 3L));
        List<Newcomer> members =
                Stream.generate(() -> newcomers.member()).limit(6).toList();
        Map<Integer, Long> answers = Run.together(
                        6, i -> order(members.get(i), reward).statusCode())
                .stream()
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        assertEquals(Map.of(201, 3L, 409, 3L), answers);
        assertEquals(3, orders(reward, "DONE"));
        assertEquals(3, taken(reward));
        assertEquals(
                3 * 90 + 3 * 100, members.stream().mapToLong(this::available).sum());
    }

    @Test
    void manyAtOnceNeverGetMoreThanThereAre() {
        Map<String, Object> facts = goods(40);
        facts.put("stock", 5);
        facts.put("perPerson", 1);
        String reward = opened(facts);
        List<Newcomer> members =
                Stream.generate(() -> newcomers.member()).limit(10).toList();
        Map<Integer, Long> answers = Run.together(
                        30, i -> order(members.get(i % 10), reward).statusCode())
                .stream()
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        assertEquals(Map.of(201, 5L, 409, 25L), answers);
        assertEquals(5, orders(reward, "WAITING"));
        assertEquals(5, taken(reward));
        assertEquals(
                10 * 100 - 5 * 40, members.stream().mapToLong(this::available).sum());
        Api.as(members.get(0).token())
                .get("/api/me/rewards?limit=100")
                .then()
                .statusCode(200)
                .body("rewards.items.find { it.id == '" + reward + "' }.left", equalTo(0))
                .body("rewards.items.find { it.id == '" + reward + "' }.refusal", notNullValue());
    }

    @Test
    void onePersonNeverGetsMoreThanTheLimitNorMoreThanTheirPoints() {
        Map<String, Object> facts = goods(30);
        facts.put("perPerson", 2);
        String limited = opened(facts);
        Newcomer member = newcomers.member();
        List<Response> answers = Run.together(10, i -> order(member, limited));
        assertEquals(
                2, answers.stream().filter(answer -> answer.statusCode() == 201).count());
        assertEquals(40, available(member));
        order(member, limited).then().statusCode(409).body("code", equalTo("reward.limit-reached"));

        String dear = opened(goods(15));
        List<Response> more = Run.together(8, i -> order(member, dear));
        assertEquals(
                2, more.stream().filter(answer -> answer.statusCode() == 201).count());
        more.stream()
                .filter(answer -> answer.statusCode() != 201)
                .forEach(answer -> answer.then().body("code", equalTo("points.insufficient")));
        assertEquals(10, available(member));
        assertEquals(2, taken(dear));
    }

    @Test
    void whatIsCancelledBringsThePointsBackAndMakesRoom() {
        Map<String, Object> facts = goods(80);
        facts.put("stock", 1);
        facts.put("perPerson", 1);
        String reward = opened(facts);
        Newcomer member = newcomers.member();
        Newcomer other = newcomers.member();
        String order = order(member, reward).path("id");
        order(other, reward).then().statusCode(409).body("code", equalTo("reward.sold-out"));
        cancel(other, order).then().statusCode(404).body("code", equalTo("reward.order-unknown"));
        List<Response> answers = Run.together(6, i -> cancel(member, order));
        assertEquals(
                1, answers.stream().filter(answer -> answer.statusCode() == 200).count());
        assertEquals(100, available(member));
        assertEquals(0, taken(reward));

        String again = order(member, reward).then().statusCode(201).extract().path("id");
        assertNotEquals(order, again);
        Api.command(hq)
                .body(Map.of("reason", "缺货"))
                .post("/api/hq/reward-orders/" + again + "/cancellation")
                .then()
                .statusCode(200)
                .body("state", equalTo("CANCELLED"))
                .body("reason", equalTo("缺货"));
        assertEquals(100, available(member));
        Api.as(hq)
                .get("/api/hq/people/" + member.person() + "/reward-orders")
                .then()
                .statusCode(200)
                .body("items.state", contains("CANCELLED", "CANCELLED"))
                .body("items.code", everyItem(nullValue()));
    }

    @Test
    void whosePointsWereSpentAreHeldTogetherWithWhoCancels() {
        Newcomer first = member(100);
        Newcomer second = member(100);
        UUID merge = merge(first, second);
        String reward = opened(goods(250));
        String order = order(second, reward).then().statusCode(201).extract().path("id");
        Api.command(hq)
                .body(Map.of("reason", "测试"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        assertEquals(400 - 250, available(first) + available(second));
        crossing.met(first.person(), second.person(), () -> cancel(second, order))
                .then()
                .statusCode(200);
        assertEquals(List.of(200L, 200L), List.of(available(first), available(second)));
        assertEquals(0, taken(reward));
    }

    private UUID merge(Newcomer survivor, Newcomer loser) {
        Run.now(() -> merges.merge(survivor.person(), loser.person(), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"));
        return Run.now(() -> database.sql("select id from person_merge where survivor_id = :one and loser_id = :other")
                .with("one", survivor.person())
                .with("other", loser.person())
                .one(row -> row.uuid(0)));
    }

    @Test
    void handingOverAndCancellingAtOnceHaveOneWinner() {
        UUID store = chain.store().id();
        String clerk = chain.posted(store, Role.PROMOTER).token();
        String reward = opened(goods(10));
        for (int round = 0; round < 3; round++) {
            Newcomer member = newcomers.member();
            JsonPath order = order(member, reward).jsonPath();
            List<Integer> answers = Run.together(
                    6,
                    i -> (i % 2 == 0
                                    ? handOver(clerk, store, order.getString("code"))
                                    : cancel(member, order.getString("id")))
                            .statusCode());
            assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers.toString());
            boolean handed = newcomers.count(
                            "select count(*) from reward_order where state = 'DONE' and id = :x",
                            UUID.fromString(order.getString("id")))
                    == 1;
            assertEquals(handed ? 90 : 100, available(member));
        }
        assertEquals(orders(reward, "DONE"), taken(reward));
    }

    private static List<Background<Response>> inBackground(int many, Supplier<Response> call) {
        return Stream.generate(() -> Background.of(call)).limit(many).toList();
    }

    private static final String HOLD = "select 1 from person where id = ? for no key update";

    /** Somebody whose row is taken sends many at once; the places are for others. */
    @Test
    void whoSendsManyOrdersAtOnceKeepsNobodyElseWaiting() {
        String reward = opened(goods(10));
        String another = opened(goods(10));
        Newcomer busy = newcomers.member();
        Newcomer other = newcomers.member();
        List<Background<Response>> waiting;
        try (OtherSession session = OtherSession.begin(source)) {
            session.run(HOLD, busy.person());
            waiting =
                    inBackground(8, () -> order(busy, reward, UUID.randomUUID().toString()));
            session.awaited();
            order(other, reward).then().statusCode(201);
            order(other, another).then().statusCode(201);
            int queued = session.run("""
                    select 1 from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid))""");
            assertTrue(queued <= 1, queued + " connections wait for one shopper");
        }
        waiting.forEach(
                answer -> assertTrue(List.of(201, 503).contains(answer.get().statusCode()), answer.get()::asString));
    }

    @Test
    void whatIsRefusedAnywayWaitsForNoLockAndWhatWasOrderedIsAnsweredAgain() {
        String dear = opened(goods(101));
        Map<String, Object> few = goods(60);
        few.put("perPerson", 1);
        String once = opened(few);
        Newcomer member = newcomers.member();
        String key = UUID.randomUUID().toString();
        String order = order(member, once, key).then().statusCode(201).extract().path("id");
        try (OtherSession session = OtherSession.begin(source)) {
            session.run("select 1 from reward where id = ? for update", UUID.fromString(dear));
            session.run("select 1 from reward where id = ? for update", UUID.fromString(once));
            session.run(HOLD, member.person());
            order(member, dear, UUID.randomUUID().toString())
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("points.insufficient"));
            order(member, once, UUID.randomUUID().toString())
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("reward.limit-reached"));
            order(member, once, key).then().statusCode(201).body("id", equalTo(order));
            order(member, once, 61, key).then().statusCode(422).body("code", equalTo("idempotency.key-reused"));
        }
    }
}
