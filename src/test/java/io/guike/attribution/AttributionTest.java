package io.guike.attribution;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Scans.Code;
import io.guike.scancode.CodeKind;
import io.guike.scancode.ScanCodes;
import io.guike.staff.Postings;
import io.guike.staff.StaffMembers;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.Run;
import io.guike.wechat.WeChatAccounts;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AttributionTest {

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Postings postings;

    @Inject
    StaffMembers staff;

    @Inject
    ScanCodes codes;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Clock clock;

    private Person hq;
    private StoreView store;
    private Person promoter;
    private Code code;
    private String openid;

    @BeforeEach
    void begin() {
        hq = chain.hq();
        store = chain.store();
        promoter = chain.posted(store.id(), Role.PROMOTER);
        code = scans.code(CodeKind.PROMOTER, store.id(), promoter.id());
        openid = Scans.openid();
    }

    @Test
    void aScanBelongsToItsStoreAndSalespersonAndSaysWhy() {
        scans.follow(openid, code.scene()).then().statusCode(200).body(containsString("Encrypt"));
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals(promoter.id().toString(), attribution.getString("customer.staffId"));
        assertEquals(store.id().toString(), attribution.getString("customer.storeId"));
        assertTrue(attribution.getBoolean("customer.following"));
        assertEquals(attribution.getString("touches[0].id"), attribution.getString("why.factId"));
        assertTrue(attribution.getString("why.sentence").contains(store.name()));
        assertEquals("TOUCH", attribution.getString("changes[0].cause"));
    }

    @Test
    void thePromoterSeesTheNewCustomerAndNobodyElseDoes() {
        scans.follow(openid, code.scene());
        UUID person = scans.personOf(openid);
        Person colleague = chain.posted(store.id(), Role.PROMOTER);
        Person manager = chain.posted(store.id(), Role.STORE_MANAGER);
        Person stranger = chain.posted(chain.store().id(), Role.STORE_MANAGER);

        Api.as(promoter.token())
                .queryParam("source", "PROMOTER")
                .get("/api/promoter/customers")
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(person.toString())));
        Api.as(promoter.token())
                .get("/api/promoter/customers/" + person)
                .then()
                .statusCode(200)
                .body("why.factId", notNullValue());
        Api.as(colleague.token()).get("/api/promoter/customers").then().body("items", hasSize(0));
        Api.as(colleague.token())
                .get("/api/promoter/customers/" + person)
                .then()
                .statusCode(404);
        Api.as(manager.token())
                .get("/api/store/" + store.id() + "/customers")
                .then()
                .body("items.id", equalTo(List.of(person.toString())));
        Api.as(stranger.token())
                .get("/api/store/" + store.id() + "/customers")
                .then()
                .statusCode(403)
                .body("code", equalTo("auth.forbidden"));
        Api.as(promoter.token())
                .get("/api/store/" + store.id() + "/customers")
                .then()
                .statusCode(403);
        Api.as(promoter.token()).get("/api/hq/people").then().statusCode(403);
    }

    @Test
    void listsComeInPagesNewestFirstAndCanBeSearched() {
        for (int i = 0; i < 5; i++) {
            scans.follow(Scans.openid(), code.scene());
        }
        JsonPath first = Api.as(promoter.token())
                .queryParam("limit", 2)
                .get("/api/promoter/customers")
                .jsonPath();
        JsonPath second = Api.as(promoter.token())
                .queryParam("limit", 3)
                .queryParam("cursor", first.getString("next"))
                .get("/api/promoter/customers")
                .jsonPath();
        assertEquals(2, first.getList("items").size());
        assertEquals(3, second.getList("items").size());
        assertNull(second.getString("next"));
        assertTrue(java.util.Collections.disjoint(first.getList("items.id"), second.getList("items.id")));
        Api.as(promoter.token())
                .queryParam("q", first.getString("items[0].number").toLowerCase(java.util.Locale.ROOT))
                .get("/api/promoter/customers")
                .then()
                .body("items", hasSize(1));
        Api.as(promoter.token())
                .queryParam("q", "%")
                .get("/api/promoter/customers")
                .then()
                .body("items", hasSize(0));
        Api.breaking(promoter.token())
                .queryParam("cursor", "nonsense")
                .get("/api/promoter/customers")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.cursor-invalid"));
        Api.as(hq.token()).queryParam("limit", 3).get("/api/hq/people").then().body("items", hasSize(3));
    }

    @Test
    void firstContactsOfOnePersonAtTheSameMomentMakeOnePerson() {
        Code other = scans.code(CodeKind.STORE, store.id(), null);
        Instant now = clock.instant();
        Run.together(
                16,
                number -> number % 2 == 0
                        ? scans.scan(openid, (number % 4 == 0 ? code : other).scene(), now)
                        : scans.follow(openid, code.scene(), now));
        await().atMost(20, SECONDS)
                .until(() ->
                        scans.count("select count(*) from wechat_inbox where openid = :x and state = 'DONE'", openid)
                                == 3);
        assertEquals(1, scans.count("select count(*) from wechat_identity where openid = :x", openid));
        assertEquals(3, scans.count("select count(*) from touch where person_id = :x", scans.personOf(openid)));
        assertEquals(
                1,
                scans.count(
                        "select count(*) from touch where first_of_person and person_id = :x", scans.personOf(openid)));
    }

    @Test
    void anOwnScanOfStaffIsRecordedAndMovesNobody() {
        UUID colleague = chain.posted(store.id(), Role.PROMOTER).id();
        Run.now(() -> staff.linkWeChat(colleague, accounts.service().appid(), openid));
        scans.scan(openid, code.scene());
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals("STAFF_SCAN", attribution.getString("touches[0].verdict"));
        assertNull(attribution.getString("customer.staffId"));
        assertEquals(List.of(), attribution.getList("changes"));
    }

    @Test
    void staffLinkTheirWeChatByAOneTimeCode() {
        Api.as(promoter.token())
                .post("/api/staff/wechat-links")
                .then()
                .statusCode(201)
                .body("url", containsString("http"));
    }

    @Test
    void retiredAndUnknownCodesAreRecordedAndMoveNobody() {
        Run.now(() -> codes.retire(Caller.SYSTEM, code.id()));
        scans.scan(openid, code.scene()).then().statusCode(200);
        scans.scan(openid, "somebody-elses-scene").then().statusCode(200);
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals(
                java.util.Set.of("RETIRED_CODE", "UNKNOWN_CODE"),
                java.util.Set.copyOf(attribution.getList("touches.verdict")));
        assertNull(attribution.getString("customer.storeId"));
        assertTrue(attribution.getString("why.sentence").contains("暂无归属"));
    }

    @Test
    void theCodeOfAPromoterWhoMovedCountsForTheNewStore() {
        StoreView newStore = chain.store();
        Run.now(() -> postings.move(Caller.SYSTEM, promoter.id(), store.id(), newStore.id(), Role.PROMOTER, null));
        scans.scan(openid, code.scene(), clock.instant().plusSeconds(1));
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals(newStore.id().toString(), attribution.getString("customer.storeId"));
        assertEquals(promoter.id().toString(), attribution.getString("customer.staffId"));
    }

    @Test
    void theCodeOfALeaverCountsForTheStoreAlone() {
        Run.now(() -> postings.leave(Caller.SYSTEM, promoter.id(), null));
        scans.scan(openid, code.scene(), clock.instant().plusSeconds(1));
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals("COUNTS_FOR_STORE", attribution.getString("touches[0].verdict"));
        assertEquals(store.id().toString(), attribution.getString("customer.storeId"));
        assertNull(attribution.getString("customer.staffId"));
    }

    @Test
    void anEarlierScanThatArrivesLateStillCounts() {
        Person other = chain.posted(store.id(), Role.PROMOTER);
        Code otherCode = scans.code(CodeKind.PROMOTER, store.id(), other.id());
        Instant now = clock.instant();
        scans.scan(openid, code.scene(), now.plusSeconds(30));
        scans.scan(openid, otherCode.scene(), now.plusSeconds(10));
        JsonPath attribution = scans.attribution(hq.token(), openid);
        assertEquals(other.id().toString(), attribution.getString("customer.staffId"));
        assertEquals(2, attribution.getList("changes").size());
    }

    @Test
    void headOfficeMovesACustomerWithAReason() {
        scans.scan(openid, code.scene());
        Person other = chain.posted(store.id(), Role.PROMOTER);
        UUID person = scans.personOf(openid);
        String path = "/api/hq/people/" + person + "/moves";
        Map<String, Object> move = Map.of("storeId", store.id(), "staffId", other.id(), "reason", "顾客要求");
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            Api.as(hq.token())
                    .header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(move)
                    .post(path)
                    .then()
                    .statusCode(201)
                    .body("customer.staffId", equalTo(other.id().toString()))
                    .body("why.sentence", containsString("顾客要求"));
        }
        assertEquals(1, scans.count("select count(*) from owner_ruling where person_id = :x", person));
        Api.as(hq.token())
                .queryParam("subject", "person:" + person)
                .get("/api/hq/audit")
                .then()
                .body("items.action", equalTo(List.of("attribution.move")));
        Map<String, Object> another = new HashMap<>(move);
        another.put("reason", "别的原因");
        Api.as(hq.token())
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(another)
                .post(path)
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency.key-reused"));
    }

    @Test
    void aMoveToSomebodyWhoDoesNotWorkThereIsRefused() {
        scans.scan(openid, code.scene());
        Person elsewhere = chain.posted(chain.store().id(), Role.PROMOTER);
        Api.command(hq.token())
                .body(Map.of("storeId", store.id(), "staffId", elsewhere.id(), "reason", "x"))
                .post("/api/hq/people/" + scans.personOf(openid) + "/moves")
                .then()
                .statusCode(422)
                .body("code", equalTo("attribution.target-invalid"));
        Api.command(hq.token())
                .body(Map.of("storeId", store.id(), "reason", "x"))
                .post("/api/hq/people/" + UUID.randomUUID() + "/moves")
                .then()
                .statusCode(404)
                .body("code", equalTo("attribution.person-unknown"));
    }

    @Test
    void theDayIsCountedForPromoterStoreCodeAndColleagues() {
        scans.follow(openid, code.scene());
        scans.scan(openid, code.scene(), clock.instant().plusSeconds(1));
        scans.scan(Scans.openid(), scans.code(CodeKind.TILL, store.id(), null).scene());
        Person manager = chain.posted(store.id(), Role.STORE_MANAGER);
        String at = "/api/store/" + store.id() + "/numbers/";

        Api.as(promoter.token())
                .get("/api/promoter/numbers")
                .then()
                .body("items", hasSize(30))
                .body("items[29].scans", equalTo(2))
                .body("items[29].newPeople", equalTo(1))
                .body("items[29].gained", equalTo(1))
                .body("items[29].lost", equalTo(0));
        Api.as(manager.token())
                .get(at + "days")
                .then()
                .body("items[29].scans", equalTo(3))
                .body("items[29].gained", equalTo(2));
        Api.as(manager.token()).get(at + "codes").then().body("items.scans", equalTo(List.of(2, 1)));
        Api.as(manager.token())
                .get(at + "promoters")
                .then()
                .body("items.find { it.id != null }.scans", equalTo(2))
                .body("items.find { it.id != null }.name", notNullValue());
        Api.as(manager.token())
                .queryParam("from", "2026-01-02")
                .queryParam("to", "2026-01-01")
                .get(at + "days")
                .then()
                .statusCode(400)
                .body("code", equalTo("attribution.range-invalid"));
    }
}
