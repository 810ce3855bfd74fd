package io.guike.store;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StoreApiTest {

    @Inject
    Chain chain;

    @Inject
    Stores stores;

    private String hq;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    @Test
    void regionsMakeATree() {
        String parent = region(Chain.code(), null).statusCode(201).extract().path("id");
        String code = Chain.code();
        region(code, parent).statusCode(201).body("parentId", equalTo(parent)).body("stores", equalTo(0));
        List<String> codes = new ArrayList<>();
        String cursor = null;
        do {
            var request = Api.as(hq).queryParam("limit", 100);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/hq/regions")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            codes.addAll(page.getList("items.code"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertEquals(1, codes.stream().filter(code::equals).count());
    }

    @Test
    void regionCannotBePutBelowItself() {
        String top = region(Chain.code(), null).extract().path("id");
        String bottom = region(Chain.code(), top).extract().path("id");
        moveRegion(top, bottom, 0).statusCode(409).body("code", equalTo("store.region-cycle"));
        moveRegion(top, top, 0).statusCode(409).body("code", equalTo("store.region-cycle"));
        moveRegion(bottom, null, 0).statusCode(200).body("parentId", nullValue());
        moveRegion(bottom, top, 0).statusCode(409).body("code", equalTo("store.changed-meanwhile"));
        moveRegion(UUID.randomUUID().toString(), null, 0).statusCode(404);
    }

    @Test
    void parallelMovesNeverMakeACycle() {
        for (int round = 0; round < 5; round++) {
            String one = region(Chain.code(), null).extract().path("id");
            String other = region(Chain.code(), null).extract().path("id");
            List<Integer> answers = inParallel(2, i -> i == 0 ? moveRegion(one, other, 0) : moveRegion(other, one, 0));
            assertEquals(List.of(200, 409), answers.stream().sorted().toList());
        }
    }

    @Test
    void regionCodeIsUnique() {
        String code = Chain.code();
        region(code, null).statusCode(201);
        region(code, null).statusCode(409).body("code", equalTo("store.region-code-taken"));
        region(Chain.code(), UUID.randomUUID().toString()).statusCode(404);
    }

    @Test
    void storeIsMadeReadAndChanged() {
        String region = chain.region().toString();
        String code = Chain.code();
        String id = create(store(code, region)).statusCode(201).extract().path("id");
        Api.as(hq)
                .get("/api/hq/stores/{id}", id)
                .then()
                .statusCode(200)
                .body("code", equalTo(code))
                .body("version", equalTo(0));
        Map<String, Object> change = store(code, region);
        change.put("name", "改名店");
        change.put("phone", null);
        change.put("state", "CLOSED");
        change.put("version", 0);
        change(id, change)
                .statusCode(200)
                .body("name", equalTo("改名店"))
                .body("phone", nullValue())
                .body("state", equalTo("CLOSED"))
                .body("version", equalTo(1));
        change(id, change).statusCode(409).body("code", equalTo("store.changed-meanwhile"));
        Api.as(hq)
                .queryParam("subject", "store:" + id)
                .get("/api/hq/audit")
                .then()
                .body("items.action", equalTo(List.of("store.change", "store.create")));
    }

    @Test
    void ofParallelChangesOneWins() {
        String region = chain.region().toString();
        String code = Chain.code();
        String id = create(store(code, region)).extract().path("id");
        Map<String, Object> change = store(code, region);
        change.put("state", "OPEN");
        change.put("version", 0);
        List<Integer> answers = inParallel(6, i -> {
            Map<String, Object> mine = new HashMap<>(change);
            mine.put("name", "第" + i + "个");
            return change(id, mine);
        });
        assertEquals(1, answers.stream().filter(status -> status == 200).count());
        assertEquals(5, answers.stream().filter(status -> status == 409).count());
    }

    @Test
    void ofParallelStoresWithOneCodeOneIsMade() {
        Map<String, Object> store = store(Chain.code(), chain.region().toString());
        List<Integer> answers = inParallel(6, i -> create(store));
        assertEquals(1, answers.stream().filter(status -> status == 201).count());
        assertEquals(5, answers.stream().filter(status -> status == 409).count());
    }

    @Test
    void commandSentTwiceHappensOnce() {
        Map<String, Object> store = store(Chain.code(), chain.region().toString());
        String key = UUID.randomUUID().toString();
        String first = createWith(key, store).statusCode(201).extract().asString();
        createWith(key, store).statusCode(201).body(equalTo(first));
        store.put("name", "另一家");
        createWith(key, store).statusCode(422).body("code", equalTo("idempotency.key-reused"));
        Api.breaking(hq)
                .contentType("application/json")
                .body(store)
                .post("/api/hq/stores")
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency.key-missing"));
    }

    @Test
    void wrongFieldsAreNamed() {
        Map<String, Object> store = store("no blanks allowed", chain.region().toString());
        store.put("latitude", 91);
        store.remove("longitude");
        Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(store)
                .post("/api/hq/stores")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("code", "latitude", "longitude"));
        create(store(Chain.code(), UUID.randomUUID().toString())).statusCode(404);
        Api.as(hq)
                .get("/api/hq/stores/{id}", UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("store.unknown"));
    }

    @Test
    void openingHoursAreReplacedAsAWhole() {
        String id =
                create(store(Chain.code(), chain.region().toString())).extract().path("id");
        Map<String, Object> hours = hours("18:00", "02:00");
        changeHours(id, hours, 0)
                .statusCode(200)
                .body("hours.weekly", hasSize(1))
                .body("hours.weekly[0].from", equalTo("18:00"))
                .body("hours.exceptions[0].note", equalTo("国庆"));
        changeHours(id, hours, 0).statusCode(409);
        Map<String, Object> overlapping = new HashMap<>(hours);
        overlapping.put(
                "weekly",
                List.of(
                        Map.of("day", "MONDAY", "from", "10:00", "to", "14:00"),
                        Map.of("day", "MONDAY", "from", "13:00", "to", "20:00")));
        changeHours(id, overlapping, 1)
                .statusCode(422)
                .body("code", equalTo("store.hours-invalid"))
                .body("errors[0].field", equalTo("weekly.MONDAY"));
    }

    @Test
    void listIsSearchedByTextAndRegionAndPaged() {
        UUID top = chain.region();
        String below = region(Chain.code(), top.toString()).extract().path("id");
        String prefix = Chain.code();
        for (int i = 0; i < 3; i++) {
            create(store(prefix + "_" + i, below)).statusCode(201);
        }
        String other =
                create(store(Chain.code(), chain.region().toString())).extract().path("code");
        var first = Api.as(hq)
                .queryParam("regionId", top)
                .queryParam("limit", 2)
                .get("/api/hq/stores")
                .then()
                .statusCode(200)
                .body("items.code", equalTo(List.of(prefix + "_0", prefix + "_1")))
                .extract()
                .jsonPath();
        Api.as(hq)
                .queryParam("regionId", top)
                .queryParam("limit", 2)
                .queryParam("cursor", first.getString("next"))
                .get("/api/hq/stores")
                .then()
                .body("items.code", equalTo(List.of(prefix + "_2")))
                .body("next", nullValue());
        Api.as(hq)
                .queryParam("q", prefix.substring(0, 9) + "%")
                .get("/api/hq/stores")
                .then()
                .body("items", hasSize(0));
        Api.as(hq)
                .queryParam("q", prefix)
                .get("/api/hq/stores")
                .then()
                .body("items", hasSize(3))
                .body("items.code", not(hasItem(other)));
        Api.as(hq).queryParam("cursor", "???").get("/api/hq/stores").then().statusCode(400);
        assertEquals(3, Chain.await(() -> stores.below(top)).size());
    }

    @Test
    void nearestComesFirstAcrossThe180thMeridian() {
        double latitude = new Random().nextDouble() * 100 - 50;
        StoreView east = chain.storeAt(latitude, -179.9999);
        StoreView west = chain.storeAt(latitude, 179.9998);
        nearest(latitude, 180, 2)
                .statusCode(200)
                .body(
                        "items.id",
                        equalTo(List.of(east.id().toString(), west.id().toString())))
                .body("items[1].distanceMetres", lessThan(30));
        nearest(latitude, -180, 2).body("items[0].id", equalTo(east.id().toString()));
    }

    @Test
    void nearestWorksAtThePole() {
        double longitude = new Random().nextDouble() * 170;
        StoreView near = chain.storeAt(89.99999, longitude);
        StoreView behind = chain.storeAt(89.99998, longitude - 180);
        nearest(89.999995, longitude, 50)
                .statusCode(200)
                .body("items.id", hasItems(near.id().toString(), behind.id().toString()));
    }

    @Test
    void nearestEqualsTheWholeListSortedByDistance() {
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            chain.storeAt(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180);
        }
        List<StoreView> all = all();
        for (int i = 0; i < 12; i++) {
            Place here = new Place(random.nextDouble() * 180 - 90, random.nextDouble() * 360 - 180);
            List<Long> expected = all.stream()
                    .filter(store -> store.state() == StoreView.State.OPEN)
                    .map(store -> Math.round(here.metresTo(new Place(store.latitude(), store.longitude()))))
                    .sorted()
                    .limit(10)
                    .toList();
            List<Long> found = Chain.await(() -> stores.nearest(here.latitude(), here.longitude(), 10)).stream()
                    .map(Stores.NearStoreView::distanceMetres)
                    .toList();
            assertEquals(expected, found);
            assertEquals(found.stream().sorted(Comparator.naturalOrder()).toList(), found);
        }
    }

    @Test
    void closedStoreIsNotFoundAndOpenOneTellsItsHours() {
        double latitude = -50 - new Random().nextDouble() * 10;
        StoreView closed = chain.storeAt(latitude, 10);
        StoreView open = chain.storeAt(latitude, 10.0001);
        Stores.StoreFacts facts = new Stores.StoreFacts(
                closed.code(), closed.name(), closed.regionId(), closed.address(), latitude, 10, null);
        Chain.await(() -> stores.change(Caller.SYSTEM, closed.id(), 0, facts, StoreView.State.CLOSED));
        OpeningHours always = OpeningHours.daily(
                new OpeningHours.Interval(java.time.LocalTime.MIDNIGHT, java.time.LocalTime.MIDNIGHT));
        Chain.await(() -> stores.changeHours(Caller.SYSTEM, open.id(), 0, always));
        nearest(latitude, 10, 1)
                .body("items[0].id", equalTo(open.id().toString()))
                .body("items[0].openNow", equalTo(true))
                .body("items[0].today[0].from", equalTo("00:00"));
    }

    @Test
    void nearestRefusesPlacesThatAreNotOnEarth() {
        Api.breaking("none")
                .queryParam("latitude", 91)
                .queryParam("longitude", 0)
                .get("/api/open/stores/nearest")
                .then()
                .statusCode(400);
        Api.breaking("none")
                .queryParam("latitude", 9)
                .get("/api/open/stores/nearest")
                .then()
                .statusCode(400);
    }

    private List<StoreView> all() {
        List<StoreView> all = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            var page = Chain.await(() -> stores.list(null, null, from, 100));
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    private ValidatableResponse nearest(double latitude, double longitude, int limit) {
        return Api.anyone()
                .queryParam("latitude", latitude)
                .queryParam("longitude", longitude)
                .queryParam("limit", limit)
                .get("/api/open/stores/nearest")
                .then();
    }

    private ValidatableResponse region(String code, String parent) {
        Map<String, Object> body = new HashMap<>(Map.of("code", code, "name", "区域"));
        body.put("parentId", parent);
        return Api.command(hq).body(body).post("/api/hq/regions").then();
    }

    private ValidatableResponse moveRegion(String id, String parent, int version) {
        Map<String, Object> body = new HashMap<>(Map.of("code", "R" + id, "name", "区域", "version", version));
        body.put("code", "R" + id.substring(id.length() - 12));
        body.put("parentId", parent);
        return Api.as(hq)
                .contentType("application/json")
                .body(body)
                .put("/api/hq/regions/{id}", id)
                .then();
    }

    private static Map<String, Object> store(String code, String region) {
        return new HashMap<>(Map.of(
                "code",
                code,
                "name",
                "新店",
                "regionId",
                region,
                "address",
                "测试路2号",
                "latitude",
                31.2,
                "longitude",
                121.4,
                "phone",
                "021-55500000"));
    }

    private ValidatableResponse create(Map<String, Object> store) {
        return createWith(UUID.randomUUID().toString(), store);
    }

    private ValidatableResponse createWith(String key, Map<String, Object> store) {
        return Api.as(hq)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(store)
                .post("/api/hq/stores")
                .then();
    }

    private ValidatableResponse change(String id, Map<String, Object> change) {
        return Api.as(hq)
                .contentType("application/json")
                .body(change)
                .put("/api/hq/stores/{id}", id)
                .then();
    }

    private ValidatableResponse changeHours(String id, Map<String, Object> hours, int version) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("hours", hours, "version", version))
                .put("/api/hq/stores/{id}/hours", id)
                .then();
    }

    private static Map<String, Object> hours(String from, String to) {
        return Map.of(
                "weekly", List.of(Map.of("day", "FRIDAY", "from", from, "to", to)),
                "exceptions", List.of(Map.of("date", "2027-10-01", "intervals", List.of(), "note", "国庆")));
    }

    private static List<Integer> inParallel(int times, IntFunction<ValidatableResponse> request) {
        List<CompletableFuture<Integer>> running = IntStream.range(0, times)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> request.apply(i).extract().statusCode()))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }
}
