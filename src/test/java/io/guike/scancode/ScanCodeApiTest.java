package io.guike.scancode;

import static io.guike.support.Chain.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ScanCodeApiTest {

    @Inject
    ScanCodes codes;

    @Inject
    Chain chain;

    private String hq;
    private UUID store;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
        store = chain.store().id();
    }

    private static Map<String, Object> order(String kind, UUID store, UUID staff, String name, String... media) {
        Map<String, Object> order = new HashMap<>();
        order.put("kind", kind);
        order.put("storeId", store);
        order.put("staffId", staff);
        order.put("name", name);
        order.put("media", media);
        return order;
    }

    private JsonPath issue(Map<String, ?> order) {
        return Api.command(hq)
                .body(order)
                .post("/api/hq/scan-codes")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private ValidatableResponse refused(Map<String, ?> order, int status, String code) {
        return Api.command(hq)
                .body(order)
                .post("/api/hq/scan-codes")
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
    }

    private ValidatableResponse bulk(String key, Map<String, ?> order) {
        return Api.as(hq)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(order)
                .post("/api/hq/scan-codes/bulk")
                .then();
    }

    private static String scene(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }

    @Test
    void issuedCodeIsFoundAndItsSceneLeadsToIt() {
        JsonPath code = issue(order("TILL", store, null, " 一号收银台 ", "LINK", "MINI"));
        UUID id = code.getUUID("id");
        assertEquals("一号收银台", code.getString("name"));
        assertNull(code.getString("staffId"));
        assertEquals(List.of("MINI", "LINK"), code.getList("media.medium"));
        assertEquals(List.of(true, true), code.getList("media.ready"));
        Api.as(hq).get("/api/hq/scan-codes/{id}", id).then().statusCode(200).body("id", equalTo(id.toString()));

        ScannedCode scanned = await(() -> codes.resolve(scene(code.getString("media[1].content"))));
        assertEquals(id, scanned.id());
        assertEquals(CodeKind.TILL, scanned.kind());
        assertEquals(store, scanned.storeId());
        assertTrue(scanned.active());
        assertTrue(scanned.greeting().contains("{store}"));
    }

    @Test
    void sceneThatNobodyMadeLeadsNowhere() {
        assertNull(await(() -> codes.resolve("1AAAAAAAAAAAAAAAAAAAAAAAAA")));
        assertNull(await(() -> codes.resolve("")));
    }

    @Test
    void retiredCodeIsFoundAsInactiveForGood() {
        JsonPath code = issue(order("STORE", store, null, "门口", "LINK"));
        UUID id = code.getUUID("id");
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retirement", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("RETIRED"))
                .body("media[0].ready", equalTo(false));
        assertFalse(await(() -> codes.resolve(scene(code.getString("media[0].content"))))
                .active());
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retirement", id)
                .then()
                .statusCode(409)
                .body("code", equalTo("scancode.retired"));
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retry", id)
                .then()
                .statusCode(409)
                .body("code", equalTo("scancode.retired"));
        Api.as(hq)
                .queryParam("medium", "LINK")
                .get("/api/hq/scan-codes/{id}/picture", id)
                .then()
                .statusCode(409)
                .body("code", equalTo("scancode.retired"));
    }

    @Test
    void promoterCodeNeedsAPromoterOfThatStore() {
        refused(order("PROMOTER", store, null, "谁", "LINK"), 422, "scancode.promoter-required");
        UUID elsewhere = chain.posted(chain.store().id(), Role.PROMOTER).id();
        refused(order("PROMOTER", store, elsewhere, "谁", "LINK"), 409, "staff.not-posted");
        refused(
                order("PROMOTER", store, UUID.fromString("00000000-0000-7000-8000-000000000000"), "谁", "LINK"),
                404,
                "staff.unknown");
        refused(
                order("STORE", UUID.fromString("00000000-0000-7000-8000-000000000000"), null, "谁", "LINK"),
                404,
                "store.unknown");
        Person here = chain.posted(store, Role.PROMOTER);
        assertEquals(
                here.id(),
                issue(order("PROMOTER", store, here.id(), "我", "LINK")).getUUID("staffId"));
    }

    @Test
    void sameCommandSentTwiceIssuesOneCode() {
        Map<String, Object> order = order("STORE", store, null, "门口", "LINK");
        List<String> ids = List.of(1, 2).stream()
                .map(time -> Api.as(hq)
                        .header("Idempotency-Key", "twice-" + store)
                        .contentType("application/json")
                        .body(order)
                        .post("/api/hq/scan-codes")
                        .then()
                        .statusCode(201)
                        .extract()
                        .jsonPath()
                        .getString("id"))
                .toList();
        assertEquals(ids.get(0), ids.get(1));
    }

    @Test
    void everyPromoterOfTheStoresGetsOneCode() {
        UUID second = chain.store().id();
        Person a = chain.posted(store, Role.PROMOTER);
        Person b = chain.posted(store, Role.PROMOTER);
        Person c = chain.posted(second, Role.PROMOTER);
        chain.posted(store, Role.STORE_MANAGER);
        Map<String, Object> order = Map.of("storeIds", List.of(store, second), "media", List.of("LINK", "SERVICE"));
        List<String> ids = bulk("bulk-a-" + store, order)
                .statusCode(201)
                .body("issued", equalTo(3))
                .body("skipped", equalTo(0))
                .extract()
                .jsonPath()
                .getList("ids");
        bulk("bulk-a-" + store, order).statusCode(201).body("ids", equalTo(ids));
        bulk("bulk-b-" + store, order)
                .statusCode(201)
                .body("issued", equalTo(0))
                .body("skipped", equalTo(3));
        Map<String, Object> again = new HashMap<>(order);
        again.put("again", true);
        bulk("bulk-a-" + store, again).statusCode(422).body("code", equalTo("idempotency.key-reused"));
        bulk("bulk-c-" + store, again).statusCode(201).body("issued", equalTo(3));
        Api.as(hq)
                .queryParam("storeId", second)
                .queryParam("kind", "PROMOTER")
                .get("/api/hq/scan-codes")
                .then()
                .statusCode(200)
                .body("items.staffId", contains(c.id().toString(), c.id().toString()));
        assertEquals(2, await(() -> codes.codesOf(a.id())).size());
        assertEquals(2, await(() -> codes.codesOf(b.id())).size());
    }

    @Test
    void bulkForAnUnknownStoreIsRefused() {
        UUID nowhere = UUID.fromString("00000000-0000-7000-8000-000000000000");
        bulk("bulk-n-" + store, Map.of("storeIds", List.of(store, nowhere), "media", List.of("LINK")))
                .statusCode(404)
                .body("code", equalTo("store.unknown"));
    }

    @Test
    void listIsFilteredAndPaged() {
        Person promoter = chain.posted(store, Role.PROMOTER);
        issue(order("STORE", store, null, "门口_甲", "LINK"));
        JsonPath till = issue(order("TILL", store, promoter.id(), "收银台", "LINK"));
        JsonPath third = issue(order("PRODUCT", store, null, "羽绒服", "LINK"));
        JsonPath page = Api.as(hq)
                .queryParam("storeId", store)
                .queryParam("limit", 2)
                .get("/api/hq/scan-codes")
                .jsonPath();
        assertEquals(List.of("羽绒服", "收银台"), page.getList("items.name"));
        Api.as(hq)
                .queryParam("storeId", store)
                .queryParam("limit", 2)
                .queryParam("cursor", page.getString("next"))
                .get("/api/hq/scan-codes")
                .then()
                .body("items.name", contains("门口_甲"))
                .body("next", nullValue());
        found("kind", "TILL", "收银台");
        found("staffId", promoter.id().toString(), "收银台");
        found("q", "口_", "门口_甲");
        found("q", third.getString("shortCode").substring(0, 6).toLowerCase(java.util.Locale.ROOT), "羽绒服");
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retirement", till.getString("id"))
                .then()
                .statusCode(200);
        found("state", "RETIRED", "收银台");
    }

    private void found(String parameter, String value, String name) {
        Api.as(hq)
                .queryParam("storeId", store)
                .queryParam(parameter, value)
                .get("/api/hq/scan-codes")
                .then()
                .statusCode(200)
                .body("items.name", contains(name));
    }

    @Test
    void promoterSeesAndDrawsOnlyTheirOwn() {
        Person mine = chain.posted(store, Role.PROMOTER);
        Person other = chain.posted(store, Role.PROMOTER);
        String own = issue(order("PROMOTER", store, mine.id(), "我的", "LINK")).getString("id");
        String foreign =
                issue(order("PROMOTER", store, other.id(), "别人的", "LINK")).getString("id");
        String nobodys = issue(order("STORE", store, null, "门口", "LINK")).getString("id");
        Api.as(mine.token())
                .get("/api/promoter/codes")
                .then()
                .statusCode(200)
                .body("items.id", containsInAnyOrder(own));
        Api.as(mine.token())
                .queryParam("medium", "LINK")
                .get("/api/promoter/codes/{id}/picture", own)
                .then()
                .statusCode(200)
                .contentType("image/png");
        for (String id : List.of(foreign, nobodys)) {
            Api.as(mine.token())
                    .queryParam("medium", "LINK")
                    .get("/api/promoter/codes/{id}/picture", id)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("scancode.unknown"));
        }
        Api.as(mine.token()).get("/api/hq/scan-codes").then().statusCode(403);
        Api.anyone().get("/api/hq/scan-codes").then().statusCode(401);
    }

    @Test
    void greetingsAreChangedAndShowHowTheyRead() {
        Api.as(hq)
                .get("/api/hq/greetings")
                .then()
                .statusCode(200)
                .body("items.kind", contains("STORE", "PROMOTER", "TILL", "RECEIPT", "PRODUCT", "CAMPAIGN", "PARTNER"))
                .body("items.find { it.kind == 'PROMOTER' }.withPromoter", containsString("林晓"))
                .body("items.find { it.kind == 'PROMOTER' }.withoutPromoter", not(containsString("导购林晓")));
        String text = "欢迎参加{store}的活动「{code}」[，我是{promoter}]";
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("text", text))
                .put("/api/hq/greetings/CAMPAIGN")
                .then()
                .statusCode(200)
                .body("withoutPromoter", equalTo("欢迎参加南京路店的活动「活动码」"));
        JsonPath code = issue(order("CAMPAIGN", store, null, "春装", "LINK"));
        assertEquals(
                text,
                await(() -> codes.resolve(scene(code.getString("media[0].content"))))
                        .greeting());
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("text", "您好{nickname}"))
                .put("/api/hq/greetings/CAMPAIGN")
                .then()
                .statusCode(422)
                .body("code", equalTo("scancode.greeting-invalid"))
                .body("detail", equalTo("{nickname}"));
        Api.breaking(hq)
                .contentType("application/json")
                .body(Map.of("text", "长".repeat(601)))
                .put("/api/hq/greetings/CAMPAIGN")
                .then()
                .statusCode(400)
                .body("errors.field", contains("text"));
    }

    @Test
    void whatIsDoneToCodesIsInTheAuditLog() {
        JsonPath code = issue(order("STORE", store, null, "门口", "LINK"));
        Api.command(hq)
                .post("/api/hq/scan-codes/{id}/retirement", code.getString("id"))
                .then()
                .statusCode(200);
        Api.as(hq)
                .queryParam("subject", "scan-code:" + code.getString("id"))
                .get("/api/hq/audit")
                .then()
                .body("items.action", contains("scancode.retire", "scancode.issue"));
    }
}
