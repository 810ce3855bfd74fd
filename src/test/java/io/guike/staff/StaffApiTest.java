package io.guike.staff;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StaffApiTest {

    @Inject
    Chain chain;

    @Inject
    Stores stores;

    @Inject
    StaffMembers members;

    @Inject
    Postings postings;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private String hq;
    private StoreView north;
    private StoreView south;

    @BeforeEach
    void prepare() {
        hq = chain.hq().token();
        north = chain.store();
        south = chain.store();
    }

    @Test
    void numberIsUniqueInAnyCase() {
        String number = Chain.code();
        hire(number.toLowerCase(java.util.Locale.ROOT))
                .statusCode(201)
                .body("canSignIn", equalTo(false))
                .body("leftAt", nullValue());
        hire(number).statusCode(409).body("code", equalTo("staff.number-taken"));
    }

    @Test
    void numberOfSomebodyWhoLeftIsNotGivenAgain() {
        String number = Chain.code();
        String id = hire(number).extract().path("id");
        leave(id, null).statusCode(200);
        hire(number).statusCode(409);
    }

    @Test
    void nameAndHeadOfficeRightsChangeWithTheVersion() {
        String id = hire(Chain.code()).extract().path("id");
        Map<String, Object> change = Map.of("name", "改名", "hq", true, "version", 0);
        put(id, change)
                .statusCode(200)
                .body("name", equalTo("改名"))
                .body("hq", equalTo(true))
                .body("version", equalTo(1));
        put(id, change).statusCode(409).body("code", equalTo("store.changed-meanwhile"));
        put(id, Map.of("name", "改名", "hq", false, "version", 1)).statusCode(200);
        put(UUID.randomUUID().toString(), change).statusCode(404);
        Api.as(hq).get("/api/hq/staff/{id}", id).then().statusCode(200).body("hq", equalTo(false));
    }

    @Test
    void listIsSearchedByTextAndStore() {
        String number = Chain.code();
        String id = hire(number).extract().path("id");
        assign(id, north, "PROMOTER", null, null).statusCode(201);
        Api.as(hq).queryParam("q", number).get("/api/hq/staff").then().body("items.id", equalTo(List.of(id)));
        Api.as(hq)
                .queryParam("storeId", north.id())
                .get("/api/hq/staff")
                .then()
                .body("items.id", equalTo(List.of(id)))
                .body("items[0].assignments[0].storeCode", equalTo(north.code()));
        Api.as(hq).queryParam("storeId", south.id()).get("/api/hq/staff").then().body("items", hasSize(0));
    }

    @Test
    void listPagesWithoutGapsOrRepeats() {
        String prefix = Chain.code();
        for (int i = 0; i < 5; i++) {
            hire(prefix + (i % 2 == 0 ? "x" : "X") + i).statusCode(201);
        }
        var page = Api.as(hq)
                .queryParam("q", prefix)
                .queryParam("limit", 3)
                .get("/api/hq/staff")
                .then()
                .extract()
                .jsonPath();
        List<String> numbers = new java.util.ArrayList<>(page.getList("items.number"));
        numbers.addAll(Api.as(hq)
                .queryParam("q", prefix)
                .queryParam("limit", 3)
                .queryParam("cursor", page.getString("next"))
                .get("/api/hq/staff")
                .then()
                .body("next", nullValue())
                .extract()
                .jsonPath()
                .getList("items.number"));
        assertEquals(List.of(prefix + "x0", prefix + "X1", prefix + "x2", prefix + "X3", prefix + "x4"), numbers);
    }

    @Test
    void oneRoleInOneStoreIsHeldOnceAtATime() {
        String id = hire(Chain.code()).extract().path("id");
        Instant now = clock.instant();
        assign(id, north, "PROMOTER", now.minus(Duration.ofDays(10)), now.plus(Duration.ofDays(10)))
                .statusCode(201);
        assign(id, north, "PROMOTER", now, null).statusCode(409).body("code", equalTo("staff.assignment-overlaps"));
        assign(id, north, "PROMOTER", now.plus(Duration.ofDays(10)), null).statusCode(201);
        assign(id, north, "STORE_MANAGER", now, null).statusCode(201);
        assign(id, south, "PROMOTER", now, null).statusCode(201).body("assignments", hasSize(4));
    }

    @Test
    void parallelAssignmentsNeverOverlap() {
        String id = hire(Chain.code()).extract().path("id");
        Instant now = clock.instant();
        List<Integer> answers = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> assign(id, north, "PROMOTER", now.plusSeconds(i), now.plusSeconds(3600))
                                .extract()
                                .statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertEquals(1, answers.stream().filter(status -> status == 201).count());
        assertEquals(5, answers.stream().filter(status -> status == 409).count());
    }

    @Test
    void assignmentsNeedASensibleTimeAndAStoreInBusiness() {
        String id = hire(Chain.code()).extract().path("id");
        Instant now = clock.instant();
        assign(id, north, "PROMOTER", now, now).statusCode(422).body("code", equalTo("staff.date-out-of-range"));
        assign(id, north, "PROMOTER", now.plus(Duration.ofDays(800)), null).statusCode(422);
        assign(UUID.randomUUID().toString(), north, "PROMOTER", null, null).statusCode(404);
        Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("storeId", north.id(), "role", "HQ"))
                .post("/api/hq/staff/{id}/assignments", id)
                .then()
                .statusCode(400);
        Stores.StoreFacts facts =
                new Stores.StoreFacts(north.code(), north.name(), north.regionId(), north.address(), 1, 1, null);
        Chain.await(() -> stores.change(Caller.SYSTEM, north.id(), 0, facts, StoreView.State.CLOSED));
        assign(id, north, "PROMOTER", null, null).statusCode(409).body("code", equalTo("store.closed"));
    }

    @Test
    void moveEndsTheOldAndStartsTheNewAtOneMoment() {
        String id = hire(Chain.code()).extract().path("id");
        Instant start = clock.instant().minus(Duration.ofDays(20));
        Instant moved = clock.instant().minus(Duration.ofDays(3));
        assign(id, north, "PROMOTER", start, null);
        move(id, null, south, moved)
                .statusCode(201)
                .body("assignments", hasSize(1))
                .body("assignments[0].storeCode", equalTo(south.code()));
        UUID staff = UUID.fromString(id);
        assertEquals(north.id(), storeAt(staff, moved.minusSeconds(1)));
        assertEquals(south.id(), storeAt(staff, moved));
        assertNull(storeAt(staff, start.minusSeconds(1)));
        Api.as(hq)
                .get("/api/hq/staff/{id}/assignments", id)
                .then()
                .statusCode(200)
                .body("items.storeCode", equalTo(List.of(south.code(), north.code())))
                .body("items[1].endsAt", notNullValue());
    }

    @Test
    void moveFromOneStoreLeavesTheOthers() {
        StoreView third = chain.store();
        String id = hire(Chain.code()).extract().path("id");
        assign(id, north, "PROMOTER", null, null);
        assign(id, south, "PROMOTER", null, null);
        move(id, north, third, null).statusCode(201).body("assignments", hasSize(2));
        move(id, north, third, null).statusCode(409).body("code", equalTo("staff.not-posted"));
        move(id, south, third, null).statusCode(409).body("code", equalTo("staff.assignment-overlaps"));
    }

    @Test
    void moveAheadTakesEffectThen() {
        String id = hire(Chain.code()).extract().path("id");
        assign(id, north, "PROMOTER", clock.instant().minusSeconds(60), null);
        Instant then = clock.instant().plus(Duration.ofDays(7));
        move(id, null, south, then).statusCode(201).body("assignments", hasSize(2));
        assertEquals(north.id(), storeAt(UUID.fromString(id), clock.instant()));
        assertEquals(south.id(), storeAt(UUID.fromString(id), then));
        move(id, null, south, clock.instant().minus(Duration.ofDays(40)))
                .statusCode(422)
                .body("code", equalTo("staff.date-out-of-range"));
    }

    @Test
    void moveSentTwiceHappensOnce() {
        String id = hire(Chain.code()).extract().path("id");
        assign(id, north, "PROMOTER", clock.instant().minusSeconds(60), null);
        String key = UUID.randomUUID().toString();
        List<String> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> moveWith(key, id, null, south, null)
                        .statusCode(201)
                        .extract()
                        .asString()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();
        assertEquals(1, answers.size());
        Api.as(hq).get("/api/hq/staff/{id}/assignments", id).then().body("items", hasSize(2));
    }

    @Test
    void ofParallelMovesOneIsTheLastAndNobodyIsInTwoStores() {
        StoreView third = chain.store();
        String id = hire(Chain.code()).extract().path("id");
        assign(id, north, "PROMOTER", clock.instant().minusSeconds(60), null);
        IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> move(id, null, i % 2 == 0 ? south : third, null)
                        .extract()
                        .statusCode()))
                .toList()
                .forEach(CompletableFuture::join);
        Api.as(hq).get("/api/hq/staff/{id}", id).then().body("assignments", hasSize(1));
    }

    @Test
    void assignmentIsEndedOnceAndAPlannedOneTakenBack() {
        String id = hire(Chain.code()).extract().path("id");
        String running = assign(id, north, "PROMOTER", clock.instant().minusSeconds(60), null)
                .extract()
                .path("assignments[0].id");
        end(id, running, null).statusCode(200).body("assignments", hasSize(0));
        end(id, running, null).statusCode(409).body("code", equalTo("staff.assignment-ended"));
        String planned = assign(id, south, "PROMOTER", clock.instant().plus(Duration.ofDays(5)), null)
                .extract()
                .path("assignments[0].id");
        end(id, planned, null).statusCode(200).body("assignments", hasSize(0));
        assertNull(storeAt(UUID.fromString(id), clock.instant().plus(Duration.ofDays(6))));
        end(id, UUID.randomUUID().toString(), null).statusCode(404);
    }

    @Test
    void departureEndsEverythingAtItsMoment() {
        String id = hire(Chain.code()).extract().path("id");
        assign(id, north, "PROMOTER", clock.instant().minus(Duration.ofDays(20)), null);
        assign(id, south, "STORE_MANAGER", clock.instant().plus(Duration.ofDays(5)), null);
        Instant left = clock.instant().minus(Duration.ofDays(2));
        leave(id, clock.instant().plus(Duration.ofDays(1))).statusCode(422);
        leave(id, clock.instant().minus(Duration.ofDays(40))).statusCode(422);
        leave(id, left).statusCode(200).body("assignments", hasSize(0)).body("leftAt", notNullValue());
        leave(id, null).statusCode(409).body("code", equalTo("staff.left"));
        assertEquals(north.id(), storeAt(UUID.fromString(id), left.minusSeconds(1)));
        assertNull(storeAt(UUID.fromString(id), left));
        assertNull(storeAt(UUID.fromString(id), clock.instant().plus(Duration.ofDays(6))));
        assign(id, south, "PROMOTER", null, null).statusCode(409).body("code", equalTo("staff.left"));
        move(id, null, south, null).statusCode(409);
        Api.as(hq).post("/api/hq/staff/{id}/first-password", id).then().statusCode(409);
        put(id, Map.of("name", "改名", "hq", true, "version", 1)).statusCode(409);
    }

    @Test
    void promotersOfStoresAreThoseOfThatMoment() {
        UUID first = UUID.fromString(hire(Chain.code()).extract().path("id"));
        UUID second = UUID.fromString(hire(Chain.code()).extract().path("id"));
        Instant start = clock.instant().minus(Duration.ofDays(9));
        assign(first.toString(), north, "PROMOTER", start, null);
        assign(second.toString(), south, "PROMOTER", start, null);
        assign(second.toString(), north, "STORE_MANAGER", start, null);
        Instant moved = clock.instant().minus(Duration.ofDays(1));
        move(first.toString(), null, south, moved).statusCode(201);
        List<UUID> both = List.of(north.id(), south.id());
        assertEquals(
                List.of(first),
                Chain.await(() -> postings.promotersOf(List.of(north.id()), moved.minusSeconds(1))).stream()
                        .map(Postings.Posting::staffId)
                        .toList());
        List<Postings.Posting> now = Chain.await(() -> postings.promotersOf(both, clock.instant()));
        assertEquals(2, now.size());
        assertTrue(now.stream().allMatch(posting -> south.id().equals(posting.storeId())));
        Postings.Posting counts = Chain.await(() -> postings.postingAt(second, clock.instant()));
        assertEquals(Role.PROMOTER, counts.role());
        assertEquals(
                2,
                Chain.await(() -> postings.postingsAt(List.of(first, second, north.id()), moved))
                        .size());
    }

    @Test
    void rolesAndNamesAreToldToOtherCapabilities() {
        String number = Chain.code();
        UUID id = UUID.fromString(hire(number).extract().path("id"));
        assign(id.toString(), north, "PROMOTER", clock.instant().minusSeconds(60), null);
        assign(id.toString(), south, "PROMOTER", clock.instant().plus(Duration.ofDays(2)), null);
        assertEquals(Map.of(north.id(), java.util.Set.of(Role.PROMOTER)), Chain.await(() -> members.roles(id)));
        assertEquals(
                number,
                Chain.await(() -> members.names(List.of(id, north.id())))
                        .get(id)
                        .number());
        assertEquals(
                north.code(),
                Chain.await(() -> stores.views(List.of(north.id(), id)))
                        .get(north.id())
                        .code());
        assertEquals(north.id(), Chain.await(() -> stores.byCode(north.code())).id());
        assertNull(Chain.await(() -> stores.byCode(Chain.code())));
    }

    @Test
    void oneWeChatIdentityBelongsToOneMemberOfStaff() {
        UUID one = UUID.fromString(hire(Chain.code()).extract().path("id"));
        UUID other = UUID.fromString(hire(Chain.code()).extract().path("id"));
        String openid = "o" + Chain.code();
        Chain.await(() -> members.linkWeChat(one, "wxA", openid));
        Chain.await(() -> members.linkWeChat(one, "wxA", openid));
        assertEquals(one, Chain.await(() -> members.staffOf("wxA", openid)));
        assertCode("staff.wechat-taken", () -> Chain.await(() -> members.linkWeChat(other, "wxA", openid)));
        assertCode("staff.wechat-taken", () -> Chain.await(() -> members.linkWeChat(one, "wxA", "o" + Chain.code())));
        Chain.await(() -> members.linkWeChat(one, "wxB", "o" + Chain.code()));
        Chain.await(() -> members.forgetWeChat(one));
        Chain.await(() -> members.linkWeChat(other, "wxA", openid));
        leave(other.toString(), null).statusCode(200);
        assertNull(Chain.await(() -> members.staffOf("wxA", openid)));
    }

    @Test
    void parallelLinksOfOneIdentityGiveItToOne() {
        String openid = "o" + Chain.code();
        List<UUID> people = IntStream.range(0, 5)
                .mapToObj(i -> UUID.fromString(hire(Chain.code()).extract().path("id")))
                .toList();
        long linked = people.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> {
                    try {
                        Chain.await(() -> members.linkWeChat(id, "wxC", openid));
                        return 1;
                    } catch (Problem taken) {
                        return 0;
                    }
                }))
                .toList()
                .stream()
                .mapToInt(CompletableFuture::join)
                .sum();
        assertEquals(1, linked);
    }

    @Test
    void headOfficeIsNeverLeftWithoutAnybody() {
        UUID one = chain.id(chain.hire(true));
        UUID other = chain.id(chain.hire(true));
        List<UUID> rest = Chain.await(
                () -> database.sql("update staff set hq = false where hq and id not in (:keep) returning id")
                        .with("keep", List.of(one, other))
                        .list(row -> row.uuid(0)));
        long left = List.of(one, other).stream()
                .map(id -> CompletableFuture.supplyAsync(() -> {
                    try {
                        Chain.await(() -> postings.leave(Caller.SYSTEM, id, null));
                        return 1;
                    } catch (Problem refused) {
                        assertEquals("staff.last-hq", refused.code().code());
                        return 0;
                    }
                }))
                .toList()
                .stream()
                .mapToInt(CompletableFuture::join)
                .sum();
        Chain.await(() -> database.sql("update staff set hq = true where id in (:rest)")
                .with("rest", rest)
                .run());
        assertEquals(1, left);
    }

    private UUID storeAt(UUID staff, Instant at) {
        return Chain.await(() -> postings.postingAt(staff, at)).storeId();
    }

    private ValidatableResponse hire(String number) {
        return Api.command(hq)
                .body(Map.of("number", number, "name", "测试员工"))
                .post("/api/hq/staff")
                .then();
    }

    private ValidatableResponse put(String id, Map<String, Object> change) {
        return Api.as(hq)
                .contentType("application/json")
                .body(change)
                .put("/api/hq/staff/{id}", id)
                .then();
    }

    private ValidatableResponse assign(String id, StoreView store, String role, Instant from, Instant to) {
        Map<String, Object> body = new HashMap<>(Map.of("storeId", store.id().toString(), "role", role));
        body.put("startsAt", from == null ? null : from.toString());
        body.put("endsAt", to == null ? null : to.toString());
        return Api.command(hq)
                .body(body)
                .post("/api/hq/staff/{id}/assignments", id)
                .then();
    }

    private ValidatableResponse move(String id, StoreView from, StoreView to, Instant at) {
        return moveWith(UUID.randomUUID().toString(), id, from, to, at);
    }

    private ValidatableResponse moveWith(String key, String id, StoreView from, StoreView to, Instant at) {
        Map<String, Object> body = new HashMap<>(Map.of("toStoreId", to.id().toString(), "role", "PROMOTER"));
        body.put("fromStoreId", from == null ? null : from.id().toString());
        body.put("at", at == null ? null : at.toString());
        return Api.as(hq)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post("/api/hq/staff/{id}/moves", id)
                .then();
    }

    private ValidatableResponse end(String id, String assignment, Instant at) {
        Map<String, Object> body = new HashMap<>();
        body.put("at", at == null ? null : at.toString());
        return Api.command(hq)
                .body(body)
                .post("/api/hq/staff/{id}/assignments/{a}/end", id, assignment)
                .then();
    }

    private ValidatableResponse leave(String id, Instant at) {
        Map<String, Object> body = new HashMap<>();
        body.put("at", at == null ? null : at.toString());
        return Api.command(hq)
                .body(body)
                .post("/api/hq/staff/{id}/departure", id)
                .then();
    }

    private static void assertCode(String code, Runnable rule) {
        assertEquals(code, assertThrows(Problem.class, rule::run).code().code());
    }
}
