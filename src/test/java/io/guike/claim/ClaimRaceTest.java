package io.guike.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.claim.Claims.GotView;
import io.guike.claim.Sales.Result;
import io.guike.coupon.Way;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Background;
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Many who want the same at the same moment. */
@QuarkusTest
class ClaimRaceTest {

    /** How often somebody is told to come again before they take it for a defect. */
    private static final int MOST_TRIES = 20;

    @Inject
    Sales sales;

    @Inject
    Claims claims;

    @Inject
    Grants grants;

    @Inject
    Members members;

    @Inject
    Database database;

    @Inject
    DataSource source;

    /** As a well-behaved client does: what is unknown or busy is sent again under its key. */
    private Uni<Result> claim(Caller caller, String key, UUID template) {
        return Result.of(Uni.createFrom().deferred(() -> claims.claim(caller, key, template)), GotView::id)
                .flatMap(result -> "claim.try-again".equals(result.problem()) || "claim.busy".equals(result.problem())
                        ? Uni.createFrom().failure(new IllegalStateException(result.problem()))
                        : Uni.createFrom().item(result))
                .onFailure()
                .retry()
                .atMost(MOST_TRIES);
    }

    private static Set<UUID> coupons(List<Result> results) {
        return results.stream().map(Result::coupon).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    @Test
    void aHotTemplateGivesExactlyItsStockAndOneToEach() {
        UUID template = sales.open(Sales.offer(200L, 1));
        List<Caller> people = sales.people(1_000);
        // Everybody comes twice.
        List<Result> results =
                sales.together(2_000, 500, i -> claim(people.get(i % people.size()), Sales.key(), template));
        assertEquals(200, coupons(results).size());
        assertTrue(results.stream()
                .filter(result -> result.coupon() == null)
                .allMatch(result ->
                        Set.of("claim.sold-out", "claim.limit-reached").contains(result.problem())));
        sales.mustBeSound(template, 200, 1);
    }

    @Test
    void nobodyGetsMoreThanTheLimitHoweverOftenTheyAsk() {
        UUID template = sales.open(Sales.offer(null, 3));
        List<Caller> people = sales.people(40);
        List<Result> results = sales.together(400, 200, i -> claim(people.get(i % 40), Sales.key(), template));
        assertEquals(120, coupons(results).size());
        sales.mustBeSound(template, 120, 3);
        assertEquals(
                120,
                sales.number(
                        "select count(*) from coupon where template_id = :x and nth between 1 and 3 and claimed_by = person_id",
                        template));
    }

    @Test
    void oneKeyIsOneCouponHoweverOftenItIsSentAtOnce() {
        UUID template = sales.open(Sales.offer(null, 5));
        Caller caller = sales.people(1).get(0);
        String key = Sales.key();
        List<Result> results = sales.together(25, 25, i -> claim(caller, key, template));
        assertEquals(1, new HashSet<>(results).size(), results.toString());
        sales.mustBeSound(template, 1, 1);
    }

    @Test
    void manyTemplatesAtOnceEachGiveTheirOwn() {
        List<UUID> templates = IntStream.range(0, 40)
                .mapToObj(i -> sales.open(Sales.offer(10L, 1)))
                .toList();
        List<Caller> people = sales.people(100);
        sales.together(2_000, 300, i -> claim(people.get(i % 100), Sales.key(), templates.get(i / 50)));
        templates.forEach(template -> sales.mustBeSound(template, 10, 1));
    }

    @Test
    void otherWaysAndClaimsShareStockAndLimit() {
        UUID template = sales.open(Sales.offer(60L, 1));
        List<Caller> people = sales.people(100);
        List<Result> results = sales.together(200, 100, i -> {
            Caller caller = people.get(i % 100);
            return i < 100
                    ? claim(caller, Sales.key(), template)
                    : Result.of(database.tx(() -> grants.one(given(caller, template))), Verdict::coupon);
        });
        assertEquals(60, coupons(results).size());
        sales.mustBeSound(template, 60, 1);
    }

    /** Who comes too late takes no connection of their own, and who had one is told of it. */
    @Test
    void refusalsShareAConnectionAndWhoHadTheirsHearsOfIt() {
        UUID template = sales.open(Sales.offer(1L, 1));
        List<Caller> people = sales.people(200);
        String key = Sales.key();
        UUID coupon = Run.now(() -> claims.claim(people.get(0), key, template)).id();
        int most = 0;
        Background<List<Result>> late;
        try (OtherSession other = OtherSession.begin(source)) {
            Result second = sales.together(1, 1, i -> claim(people.get(1), Sales.key(), template))
                    .get(0);
            assertEquals("claim.sold-out", second.problem());
            other.run("lock table coupon in access exclusive mode");
            late = Background.of(() ->
                    sales.together(200, 200, i -> claim(people.get(i), i == 0 ? key : Sales.key(), template)));
            other.awaited();
            for (int look = 0; look < 80; look++) {
                most = Math.max(
                        most,
                        other.run("select pg_sleep(0.01), l.pid from pg_locks l"
                                + " where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid))"));
            }
        }
        List<Result> results = late.get();
        // One that looks, two that decide, and what the service does of its own at this moment.
        assertTrue(most <= 8, "connections " + most);
        assertEquals(
                List.of(coupon),
                results.stream().map(Result::coupon).filter(Objects::nonNull).toList());
        assertEquals(
                199,
                results.stream()
                        .filter(one -> "claim.sold-out".equals(one.problem()))
                        .count(),
                results.toString());
        sales.mustBeSound(template, 1, 1);
    }

    private static Wish given(Caller caller, UUID template) {
        return Wish.of(template, caller.origin(), Way.HQ_ISSUE, Ids.next().toString(), "test");
    }

    @Test
    void whoIsBeingChangedHoldsNobodyUp() {
        UUID template = sales.open(Sales.offer(null, 1));
        List<Caller> people = sales.people(20);
        UUID held = people.get(0).id();
        List<String> told = Run.now(() ->
                database.tx(() -> members.hold(held).chain(() -> database.apart(() -> all(people, template)))));
        assertEquals(1, told.stream().filter("claim.try-again"::equals).count(), told.toString());
        sales.mustBeSound(template, 19, 1);
        assertEquals(
                1,
                coupons(sales.together(1, 1, i -> claim(people.get(0), Sales.key(), template)))
                        .size());
    }

    private Uni<List<String>> all(List<Caller> people, UUID template) {
        List<Uni<String>> calls = people.stream()
                .map(caller -> Result.of(database.apart(() -> claims.claim(caller, Sales.key(), template)), GotView::id)
                        .map(result -> String.valueOf(result.problem())))
                .toList();
        return Uni.join().all(calls).andFailFast();
    }
}
