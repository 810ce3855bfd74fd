package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.embedded.Fleet.Replica;
import io.guike.support.Run;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * People who all want the same coupon. Each asks as a good client does: what was not answered, or answered as busy, is
 * sent again under its key, to whichever replica answers, until there is a final answer.
 */
final class Buyers {

    /** Longer than a database takes to come back on a busy machine. */
    private static final int LONGEST_SECONDS = 240;

    private static final int AT_ONCE = 24;

    private final Shop shop;
    private final List<String> tokens;
    private final Set<String> got = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final String template = UUID.randomUUID().toString();

    Buyers(Shop shop, int many, int stock) {
        this.shop = shop;
        open(stock);
        Replica replica = shop.alive();
        tokens = Run.together(8, number -> signIn(replica, number, many)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private void open(int stock) {
        shop.fleet.change(
                "insert into coupon_template (id, name, created_at, created_by) values (?::uuid, '秒杀券', now(), 'test')",
                template);
        shop.fleet.change(
                "insert into coupon_template_version (template_id, version, terms, offer, at, by)"
                        + " values (?::uuid, 1, ?, ?, now(), 'test')",
                template,
                "{\"kind\":\"AMOUNT\",\"amountFen\":1000,\"validity\":{\"kind\":\"DAYS\",\"days\":30}}",
                "{\"stock\":" + stock + ",\"perPerson\":1,\"claimable\":true}");
        shop.fleet.change(
                "insert into coupon_stock (template_id, state, version, stock, taken, used_fen)"
                        + " values (?::uuid, 'OPEN', 1, ?, 0, 0)",
                template,
                stock);
    }

    private List<String> signIn(Replica replica, int number, int many) {
        List<String> signedIn = new ArrayList<>();
        for (int i = number; i < many; i += 8) {
            signedIn.add(signIn(replica));
        }
        return signedIn;
    }

    private String signIn(Replica replica) {
        String user = shop.fleet
                .simulator()
                .body(Map.of("nickname", "顾客"))
                .post("/simulator/users")
                .path("id");
        String code = shop.fleet
                .simulator()
                .body(Map.of("appid", shop.fleet.setting("guike.wechat.mini.app-id")))
                .post("/simulator/users/" + user + "/login-codes")
                .path("code");
        return RestAssured.given()
                .baseUri(replica.url())
                .contentType("application/json")
                .body(Map.of("code", code))
                .post("/api/me/session")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
    }

    /** Some of them begin, each with so many keys of their own; nobody waits for it here. */
    CompletableFuture<Void> come(int from, int to, int keys) {
        return CompletableFuture.runAsync(() -> Run.together(AT_ONCE, number -> {
            for (int i = from + number; i < to; i += AT_ONCE) {
                for (int key = 0; key < keys; key++) {
                    claim(i, tokens.get(i), UUID.randomUUID().toString());
                }
            }
            return number;
        }));
    }

    private void claim(int number, String token, String key) {
        asked.incrementAndGet();
        AtomicInteger attempt = new AtomicInteger(number);
        AtomicReference<Response> answer = new AtomicReference<>();
        await().atMost(LONGEST_SECONDS, SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    answer.set(tryToClaim(shop.replica(attempt.getAndIncrement() % 2), token, key));
                    return answer.get() != null && isFinal(answer.get());
                });
        note(answer.get());
    }

    /** Null where nobody answers. */
    private Response tryToClaim(Replica replica, String token, String key) {
        try {
            return RestAssured.given()
                    .baseUri(replica.url())
                    .header("Authorization", "Bearer " + token)
                    .header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(Map.of("templateId", template))
                    .post("/api/me/coupon-claims");
        } catch (Exception nobody) {
            // RestAssured throws what HttpClient throws, checked or not.
            return null;
        }
    }

    private static boolean isFinal(Response answer) {
        return answer.statusCode() < 500 && answer.statusCode() != 429;
    }

    private void note(Response answer) {
        if (answer.statusCode() == 201) {
            got.add(answer.path("id"));
        } else {
            refusals.computeIfAbsent(answer.path("code"), ignored -> new AtomicInteger())
                    .incrementAndGet();
        }
        answered.incrementAndGet();
    }

    /** Until so many more have their answer: then something is under way. */
    void awaitMoreAnswers(int more) {
        int before = answered.get();
        await().atMost(120, SECONDS).until(() -> answered.get() >= before + more);
    }

    /** Whoever was told so has a coupon, nobody has one without having been told, and there is not one too many. */
    void mustHaveGot(int coupons) {
        assertEquals(asked.get(), answered.get());
        assertEquals(
                Set.of(),
                refusals.keySet().stream()
                        .filter(code ->
                                !Set.of("claim.sold-out", "claim.limit-reached").contains(code))
                        .collect(Collectors.toSet()));
        Set<String> written =
                new TreeSet<>(shop.fleet.texts("select id::text from coupon where template_id = '" + template + "'"));
        assertEquals(written, new TreeSet<>(got));
        assertEquals(coupons, written.size());
        assertEquals(coupons, number("select taken from coupon_stock where template_id = ?::uuid"));
        assertEquals(coupons, number("select count(distinct person_id) from coupon where template_id = ?::uuid"));
        assertEquals(
                coupons,
                number("select count(*) from coupon_entry where coupon_id in"
                        + " (select id from coupon where template_id = ?::uuid)"));
        assertTrue(answered.get() > coupons, "more asked than got one");
    }

    private long number(String sql) {
        return shop.fleet.number(sql, template);
    }
}
