package io.guike.journey;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What head office sets up for a shop: coupons, who gets them, and people at the counter. */
final class Promotion {

    /** Nobody wrote it down for them: head office tells it, and they replace it. */
    record NewStaff(String number, String firstPassword) {}

    record NewStore(String id, String name) {}

    private final Shop shop;

    Promotion(Shop shop) {
        this.shop = shop;
    }

    /** A free item, for which no basket is needed. */
    static Map<String, Object> tasting(String item) {
        Map<String, Object> terms = terms("GIFT");
        terms.put("gift", Map.of("name", item, "valueFen", 1500));
        return terms;
    }

    static Map<String, Object> amountOff(long amountFen, long thresholdFen) {
        Map<String, Object> terms = terms("AMOUNT");
        terms.put("amountFen", amountFen);
        terms.put("thresholdFen", thresholdFen);
        return terms;
    }

    private static Map<String, Object> terms(String kind) {
        Map<String, Object> terms = new HashMap<>();
        terms.put("kind", kind);
        terms.put("validity", Map.of("kind", "DAYS", "days", 30, "startsAfterDays", 0));
        terms.put("stackable", false);
        return terms;
    }

    /** Whoever has it may give it to a friend. */
    static Map<String, Object> offer(boolean claimable) {
        Map<String, Object> offer = new HashMap<>();
        offer.put("perPerson", 1);
        offer.put("claimable", claimable);
        offer.put("shareable", true);
        return offer;
    }

    static Map<String, Object> offer(boolean claimable, long stock) {
        Map<String, Object> offer = offer(claimable);
        offer.put("stock", stock);
        return offer;
    }

    /** @return the id of a template that is open */
    String open(String name, Map<String, Object> terms, Map<String, Object> offer) {
        String template = shop.create("/api/hq/coupon-templates", Map.of("name", name, "terms", terms, "offer", offer));
        shop.command(shop.replica(0))
                .body(Map.of("state", "OPEN"))
                .post("/api/hq/coupon-templates/" + template + "/state")
                .then()
                .statusCode(200);
        return template;
    }

    /** Everybody who becomes a member from now on gets these. */
    void welcomeWith(String... templates) {
        shop.command(shop.replica(0))
                .body(Map.of("welcome", List.of(templates), "birthday", List.of()))
                .put("/api/hq/coupon-occasions")
                .then()
                .statusCode(200);
    }

    /** Goods that are had for points. */
    void reward(String name, long points) {
        Map<String, Object> facts = Map.of(
                "kind", "GOODS", "name", name, "description", "", "points", points, "sku", "BAG-1", "collectDays", 7);
        JsonPath made = shop.command(shop.replica(0))
                .body(facts)
                .post("/api/hq/rewards")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        shop.command(shop.replica(0))
                .body(Map.of("revision", made.getInt("revision"), "open", true, "facts", facts))
                .put("/api/hq/rewards/" + made.getString("id"))
                .then()
                .statusCode(200);
    }

    /** One code that one person may use. */
    String exchangeCode(String template) {
        String batch = shop.create(
                "/api/hq/exchange-batches",
                Map.of(
                        "templateId",
                        template,
                        "name",
                        "杂志",
                        "codes",
                        1,
                        "uses",
                        1,
                        "startsAt",
                        Instant.now().minus(Duration.ofHours(1)).toString(),
                        "endsAt",
                        Instant.now().plus(Duration.ofDays(1)).toString()));
        String csv = shop.command(shop.replica(0))
                .post("/api/hq/exchange-batches/" + batch + "/codes")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return csv.lines().toList().get(1);
    }

    NewStore store(String code, String name) {
        JsonPath known = shop.request(shop.replica(0))
                .get("/api/hq/stores/" + shop.store)
                .jsonPath();
        String id = shop.create(
                "/api/hq/stores",
                Map.of(
                        "code",
                        code,
                        "name",
                        name,
                        "regionId",
                        known.getString("regionId"),
                        "address",
                        name,
                        "latitude",
                        31.19,
                        "longitude",
                        121.43));
        return new NewStore(id, name);
    }

    /** Somebody who has never signed in. */
    NewStaff hire(String number, String name, String role, NewStore... stores) {
        String staff = shop.create("/api/hq/staff", Map.of("number", number, "name", name, "hq", false));
        for (NewStore store : stores) {
            shop.create("/api/hq/staff/" + staff + "/assignments", Map.of("storeId", store.id(), "role", role));
        }
        String password = shop.command(shop.replica(0))
                .post("/api/hq/staff/" + staff + "/first-password")
                .then()
                .statusCode(200)
                .extract()
                .path("password");
        return new NewStaff(number, password);
    }
}
