package io.guike.reward;

import static org.hamcrest.Matchers.equalTo;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.points.Earning;
import io.guike.points.Expiry;
import io.guike.points.Points;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;

/** Rewards, people with points, and what both can do. */
abstract class RewardCase {

    @Inject
    Newcomers newcomers;

    @Inject
    Points points;

    @Inject
    LapseListener lapses;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    /** What the page showed. */
    static final Map<String, Long> PRICES = new ConcurrentHashMap<>();

    String hq;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    static Map<String, Object> goods(long points) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("kind", "GOODS");
        facts.put("name", "茶杯 " + Chain.code());
        facts.put("description", "手工茶杯一只");
        facts.put("points", points);
        facts.put("sku", "CUP");
        facts.put("collectDays", 7);
        return facts;
    }

    Map<String, Object> coupon(long points, Long stock) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("kind", "COUPON");
        facts.put("name", "十元券 " + Chain.code());
        facts.put("description", "");
        facts.put("points", points);
        facts.put("templateId", template(stock));
        return facts;
    }

    /** An open template, laid as its own capability lays it. */
    UUID template(Long stock) {
        UUID id = Ids.next();
        Run.now(() -> database.tx(() -> database.sql("""
                        insert into coupon_template (id, name, created_at, created_by)
                        values (:id, '十元券', now(), 'test')""")
                .with("id", id)
                .run()
                .chain(() -> database.sql("""
                                insert into coupon_template_version (template_id, version, terms, offer, at, by)
                                values (:id, 1, :terms, :offer, now(), 'test')""")
                        .with("id", id)
                        .with(
                                "terms",
                                "{\"kind\":\"AMOUNT\",\"amountFen\":1000,"
                                        + "\"validity\":{\"kind\":\"DAYS\",\"days\":30,\"startsAfterDays\":0}}")
                        .with("offer", "{\"stock\":" + stock + ",\"perPerson\":1}")
                        .run())
                .chain(() ->
                        database.sql("""
                                insert into coupon_stock (template_id, state, version, stock, taken, budget_fen, used_fen)
                                values (:id, 'OPEN', 1, :stock, 0, null, 0)""").with("id", id).with("stock", stock).run())));
        return id;
    }

    Response create(Map<String, ?> facts) {
        Response made = Api.command(hq).body(facts).post("/api/hq/rewards");
        if (made.statusCode() == 201) {
            PRICES.put(made.path("id"), (Long) facts.get("points"));
        }
        return made;
    }

    String opened(Map<String, ?> facts) {
        String id = create(facts)
                .then()
                .statusCode(201)
                .body("open", equalTo(false))
                .extract()
                .path("id");
        change(id, 1, true, facts).then().statusCode(200).body("open", equalTo(true));
        return id;
    }

    Response change(String id, int revision, boolean open, Map<String, ?> facts) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("revision", revision, "open", open, "facts", facts))
                .put("/api/hq/rewards/" + id);
    }

    /** With so many points beside the welcome. */
    Newcomer member(long more) {
        Newcomer member = newcomers.member();
        Run.now(() -> points.earn(new Earning(
                member.person(),
                "TEST",
                Ids.next().toString(),
                more,
                Expiry.NEVER,
                "test:test",
                null,
                null,
                "测试",
                null)));
        return member;
    }

    long available(Newcomer member) {
        return Run.now(() -> points.balance(member.person())).available();
    }

    /** A database that is overrun says busy and has done nothing: whoever asks again under the same key is served. */
    static Response settled(Supplier<Response> request) {
        Response answer = request.get();
        for (int i = 0; i < 50 && answer.statusCode() == 503; i++) {
            answer = request.get();
        }
        return answer;
    }

    static Response order(Newcomer member, String reward) {
        String key = UUID.randomUUID().toString();
        return settled(() -> order(member, reward, key));
    }

    static Response order(Newcomer member, String reward, String key) {
        long points = PRICES.getOrDefault(reward, 1L);
        return order(member, reward, points, key);
    }

    static Response order(Newcomer member, String reward, long points, String key) {
        return Api.as(member.token())
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("rewardId", reward, "points", points))
                .post("/api/me/reward-orders");
    }

    static Response cancel(Newcomer member, String order) {
        String key = UUID.randomUUID().toString();
        return settled(() -> Api.as(member.token())
                .header("Idempotency-Key", key)
                .post("/api/me/reward-orders/" + order + "/cancellation"));
    }

    static Response check(String staff, UUID store, String code) {
        return Api.as(staff)
                .contentType("application/json")
                .body(Map.of("code", code))
                .post("/api/counter/" + store + "/reward-checks");
    }

    static Response handOver(String staff, UUID store, String code) {
        String key = UUID.randomUUID().toString();
        return settled(() -> Api.as(staff)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Map.of("code", code))
                .post("/api/counter/" + store + "/reward-handovers"));
    }

    long taken(String reward) {
        return Api.as(hq)
                .get("/api/hq/rewards/" + reward)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("taken");
    }

    long orders(String reward, String state) {
        return newcomers.count(
                "select count(*) from reward_order where reward_id = :x and state = '" + state + "'",
                UUID.fromString(reward));
    }
}
