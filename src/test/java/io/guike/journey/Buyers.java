package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.journey.Crowd.Shopper;
import io.guike.support.Background;
import io.guike.support.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A crowd that wants the same coupon. Each sends three claims side by side: two of one key, to both replicas, and one of
 * another key. All of them ask as a good client does: what was not answered, or answered as busy, is sent again under its
 * key, to whichever replica answers, until there is a final answer. People are let in as the test says, so that what happens
 * in the middle of the sale happens there however fast or slow everything is.
 */
final class Buyers {

    private static final int CLAIMS_EACH = 3;
    private static final int CALLERS = 48;

    /** Longer than a database takes to come back on a busy machine. */
    private static final int LONGEST_SECONDS = 240;

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final Set<String> REFUSALS = Set.of("claim.sold-out", "claim.limit-reached");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Shop shop;
    private final Crowd crowd;
    private final int stock;
    private final List<URI> replicas;
    private final String template = UUID.randomUUID().toString();
    private final Background<List<Integer>> calling;

    /** One permit for each claim that may begin. */
    private final Semaphore door = new Semaphore(0);

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failedTries = new AtomicInteger();

    /** By key: the coupon, or that there is none. */
    private final Map<String, Set<String>> answers = new ConcurrentHashMap<>();

    /** Each with whose it is. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private int letIn;
    private int begunAtTheLastFault;
    private int failedBeforeTheLastFault;

    /** One request, as often as it has to be sent. */
    private record Claim(Shopper shopper, String key) {}

    /** What happens in the middle of the sale. */
    interface Fault {
        void strike() throws Exception;
    }

    Buyers(Shop shop, Crowd crowd, int stock) {
        this.shop = shop;
        this.crowd = crowd;
        this.stock = stock;
        replicas = Stream.of(0, 1)
                .map(number -> URI.create(shop.replica(number).url() + "/api/me/coupon-claims"))
                .toList();
        open();
        calling = Background.of(() -> Run.together(CALLERS, this::call));
    }

    private void open() {
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

    /** @param people how many may have begun by now, in all */
    Buyers letIn(int people) {
        door.release((people - letIn) * CLAIMS_EACH);
        letIn = people;
        return this;
    }

    /** The whole crowd at once. */
    void letEverybodyIn() {
        letIn(crowd.size());
        // Each caller finds out that nobody is left.
        door.release(CALLERS);
    }

    /** @return how many claims of people it carried */
    private int call(int caller) {
        int carried = 0;
        for (int number = next(); number < crowd.size() * CLAIMS_EACH; number = next()) {
            claim(number);
            carried++;
        }
        return carried;
    }

    private int next() {
        try {
            if (!door.tryAcquire(LONGEST_SECONDS, SECONDS)) {
                throw new IllegalStateException("nobody was let in for " + LONGEST_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return begun.getAndIncrement();
    }

    private void claim(int number) {
        int person = number / CLAIMS_EACH;
        String key = template + "-" + person + (number % CLAIMS_EACH < 2 ? "-same" : "-other");
        Claim claim = new Claim(crowd.get(person), key);
        URI first = replicas.get(number % 2);
        URI other = replicas.get(1 - number % 2);
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        await().pollInSameThread()
                .atMost(LONGEST_SECONDS, SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(AGAIN_AFTER)
                .until(() -> isAnswered(answer, claim, first) || isAnswered(answer, claim, other));
        note(claim, answer.get());
    }

    private boolean isAnswered(AtomicReference<HttpResponse<String>> answer, Claim claim, URI replica)
            throws InterruptedException {
        answer.set(tryOnce(claim, replica));
        return answer.get() != null;
    }

    /** Null where there is no final answer. */
    private HttpResponse<String> tryOnce(Claim claim, URI replica) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(replica)
                .timeout(LONGEST_ANSWER)
                .header("Authorization", "Bearer " + claim.shopper().token())
                .header("Idempotency-Key", claim.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"templateId\":\"" + template + "\"}"))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                return answer;
            }
        } catch (IOException nobody) {
            // It may have been done all the same; the next try tells.
        }
        failedTries.incrementAndGet();
        return null;
    }

    private void note(Claim claim, HttpResponse<String> answer) {
        JsonNode body = read(answer);
        boolean got = answer.statusCode() == 201;
        if (got) {
            told.add(claim.shopper().person() + " " + body.path("id").asText());
        } else {
            assertTrue(REFUSALS.contains(body.path("code").asText()), answer::body);
        }
        answers.computeIfAbsent(claim.key(), key -> ConcurrentHashMap.newKeySet())
                .add(got ? body.path("id").asText() : "none");
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    /** Until so many were told that they have one. */
    Buyers awaitGiven(int coupons) {
        await().pollInSameThread()
                .atMost(LONGEST_SECONDS, SECONDS)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> told.size() >= coupons);
        return this;
    }

    /**
     * Strikes in the middle of the sale: some have a coupon, and since the fault before others than had come by then; and
     * there is still one for somebody who has not come yet.
     */
    Buyers meet(Fault fault) throws Exception {
        int given = told.size();
        assertTrue(given > begunAtTheLastFault, given + " given, " + begunAtTheLastFault + " had come before");
        failedBeforeTheLastFault = failedTries.get();
        fault.strike();
        begunAtTheLastFault = Math.min(letIn, 1 + begun.get() / CLAIMS_EACH);
        assertTrue(begunAtTheLastFault < stock, begunAtTheLastFault + " have come for " + stock);
        return this;
    }

    /** Until the last fault was felt: so many tries got no answer since, or one that says to come again. */
    void awaitFailedTries(int since) {
        await().pollInSameThread()
                .atMost(LONGEST_SECONDS, SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> failedTries.get() >= failedBeforeTheLastFault + since);
    }

    /** Whoever was told so has a coupon, nobody has one without having been told, and there is not one too many. */
    void mustHaveGotAll() {
        int carried = calling.get().stream().mapToInt(Integer::intValue).sum();
        assertEquals(crowd.size() * CLAIMS_EACH, carried, "claims");
        assertEquals(stock, told.size(), "coupons that people were told of");
        answers.forEach((key, outcomes) -> assertEquals(1, outcomes.size(), () -> key + " was told " + outcomes));
        List<String> written = shop.fleet.texts(
                "select person_id::text || ' ' || id from coupon where template_id = '" + template + "'");
        assertEquals(new TreeSet<>(written), new TreeSet<>(told));
        assertEquals(stock, new HashSet<>(written).size());
        assertEquals(stock, number("select taken from coupon_stock where template_id = ?::uuid"), "taken");
        assertEquals(
                stock,
                number("select count(distinct person_id) from coupon where template_id = ?::uuid"),
                "people with a coupon");
        assertEquals(
                stock,
                number("select count(*) from coupon_entry where coupon_id in"
                        + " (select id from coupon where template_id = ?::uuid)"),
                "entries in their histories");
    }

    private long number(String sql) {
        return shop.fleet.number(sql, template);
    }
}
