package io.guike.benchmark;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The chain that is measured, opened over the API: 12 stores, 40 promoters with a code each. */
final class Shop {

    static final int STORES = 12;
    static final int PROMOTERS = 40;

    private static final String HQ = "BENCH-HQ";
    private static final String PASSWORD = "a-Password-for-measuring-1";
    private static final Duration IN_OFFICE = Duration.ofDays(500);

    private final String url;
    private final String hq;
    private final List<UUID> stores = new ArrayList<>();
    private final List<UUID> promoters = new ArrayList<>();
    private final List<String> scenes;

    /** @param firstToken of the account that every chain begins with */
    Shop(String url, String firstToken) {
        this.url = url;
        choosePassword(HQ, create(firstToken, "/api/hq/staff", staff(HQ, "总部", true)), firstToken);
        hq = signIn(HQ, PASSWORD);
        String region = create(hq, "/api/hq/regions", Map.of("code", "B1", "name", "华东"))
                .toString();
        for (int i = 0; i < STORES; i++) {
            stores.add(create(hq, "/api/hq/stores", store(i, region)));
        }
        for (int i = 0; i < PROMOTERS; i++) {
            promoters.add(hire(i));
        }
        scenes = issueCodes();
    }

    /** Scheme, address and port of the service. */
    String url() {
        return url;
    }

    static List<String> storeCodes() {
        return IntStream.range(0, STORES).mapToObj("B%02d"::formatted).toList();
    }

    static List<String> promoterNumbers() {
        return IntStream.range(0, PROMOTERS).mapToObj(Shop::number).toList();
    }

    List<UUID> stores() {
        return stores;
    }

    /** Promoter {@code i} works in store {@code i % STORES}. */
    List<UUID> promoters() {
        return promoters;
    }

    /** One scene for each promoter but the first, whose list stays as it was laid. */
    List<String> scenes() {
        return scenes;
    }

    /** A token of a promoter, good for 15 minutes; the first one lets them choose a password. */
    String promoterToken(int promoter, boolean first) {
        if (first) {
            choosePassword(number(promoter), promoters.get(promoter), hq);
        }
        return signIn(number(promoter), PASSWORD);
    }

    /** The cursor of the page that begins after that many customers, rounded up to hundreds. There must be more. */
    String cursorAfter(String token, int customers) {
        String cursor = null;
        for (int seen = 0; seen < customers; seen += 100) {
            RequestSpecification request = as(token).queryParam("limit", 100);
            cursor = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get("/api/promoter/customers")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("next");
        }
        return cursor;
    }

    /** A token of head office, good for 15 minutes. */
    String hqToken() {
        return signIn(HQ, PASSWORD);
    }

    RequestSpecification as(String token) {
        return RestAssured.given().baseUri(url).header("Authorization", "Bearer " + token);
    }

    RequestSpecification command(String token) {
        return as(token)
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    UUID create(String token, String path, Map<String, ?> body) {
        return UUID.fromString(command(token)
                .body(body)
                .post(path)
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private static Map<String, Object> store(int number, String region) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("code", "B%02d".formatted(number));
        facts.put("name", "第%d店".formatted(number + 1));
        facts.put("regionId", region);
        facts.put("address", "南京西路%d号".formatted(100 + number));
        facts.put("latitude", 31.2 + number / 100.0);
        facts.put("longitude", 121.4 + number / 100.0);
        return facts;
    }

    private static Map<String, Object> staff(String number, String name, boolean hq) {
        return Map.of("number", number, "name", name, "hq", hq);
    }

    private static String number(int promoter) {
        return "B%03d".formatted(promoter);
    }

    private UUID hire(int promoter) {
        UUID id = create(hq, "/api/hq/staff", staff(number(promoter), "导购" + promoter, false));
        String since =
                Instant.now().minus(IN_OFFICE).truncatedTo(ChronoUnit.SECONDS).toString();
        command(hq)
                .body(Map.of("storeId", stores.get(promoter % STORES), "role", "PROMOTER", "startsAt", since))
                .post("/api/hq/staff/" + id + "/assignments")
                .then()
                .statusCode(201);
        return id;
    }

    /** Links: WeChat has no part in them, and their scenes are scanned like any other. */
    private List<String> issueCodes() {
        command(hq)
                .body(Map.of("storeIds", stores, "media", List.of("LINK"), "permanent", false, "again", false))
                .post("/api/hq/scan-codes/bulk")
                .then()
                .statusCode(201);
        List<String> links = as(hq).queryParam("kind", "PROMOTER")
                .queryParam("limit", 100)
                .get("/api/hq/scan-codes")
                .then()
                .statusCode(200)
                .extract()
                .path("items.findAll { it.staffId != '%s' }.collect { it.media[0].content }"
                        .formatted(promoters.get(0)));
        return links.stream()
                .map(link -> link.substring(link.lastIndexOf('/') + 1))
                .toList();
    }

    private void choosePassword(String number, UUID id, String hqToken) {
        String given = as(hqToken)
                .post("/api/hq/staff/" + id + "/first-password")
                .then()
                .statusCode(200)
                .extract()
                .path("password");
        as(signIn(number, given))
                .contentType("application/json")
                .body(Map.of("oldPassword", given, "newPassword", PASSWORD))
                .put("/api/staff/password")
                .then()
                .statusCode(204);
    }

    private String signIn(String number, String password) {
        return RestAssured.given()
                .baseUri(url)
                .contentType("application/json")
                .body(Map.of("name", number, "password", password))
                .post("/api/staff/session")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
    }
}
