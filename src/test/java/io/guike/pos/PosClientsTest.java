package io.guike.pos;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.platform.Database;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PosClientsTest {

    private static final String CLIENTS = "/api/hq/pos-clients";
    private static final String ME = "/api/pos/client";

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    private Till till(UUID... stores) {
        return Till.opened(hq, clock, List.of("MEMBER_LOOKUP"), stores);
    }

    private static Map<String, Object> facts(String name, boolean all, Object... stores) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("name", name);
        facts.put("rights", List.of("MEMBER_LOOKUP"));
        facts.put("allStores", all);
        facts.put("stores", List.of(stores));
        return facts;
    }

    private ValidatableResponse create(Map<String, ?> facts) {
        return Api.as(hq)
                .contentType("application/json")
                .body(facts)
                .post(CLIENTS)
                .then();
    }

    private ValidatableResponse change(Till till, Map<String, Object> facts, int version) {
        facts.put("version", version);
        return Api.as(hq)
                .contentType("application/json")
                .body(facts)
                .put(CLIENTS + "/{id}", till.client())
                .then();
    }

    private ValidatableResponse addSecret(Till till) {
        return Api.as(hq).post(CLIENTS + "/{id}/secrets", till.client()).then();
    }

    private ValidatableResponse endSecret(Till till, String keyId) {
        return Api.as(hq)
                .delete(CLIENTS + "/{id}/secrets/{keyId}", till.client(), keyId)
                .then();
    }

    private static void passes(Till till) {
        till.request().get(ME).then().statusCode(200);
    }

    private static void isRefused(Till till) {
        till.request().get(ME).then().statusCode(401).body("code", equalTo("pos.signature-invalid"));
    }

    @Test
    void aSecretIsToldOnceAndStandsNowhereInClear() {
        ValidatableResponse answer = create(facts(Chain.code(), true)).statusCode(201);
        answer.header("Cache-Control", "no-store").body("client.secrets", hasSize(1));
        JsonPath made = answer.extract().jsonPath();
        String secret = made.getString("secret");
        String id = made.getString("client.id");

        assertTrue(secret.matches("[0-9a-f]{64}"));
        Api.as(hq).get(CLIENTS + "/{id}", id).then().statusCode(200).body(not(containsString(secret)));
        byte[] stored = Run.now(() -> database.sql("select secret from pos_secret where key_id = :key")
                .with("key", made.getString("keyId"))
                .one(row -> row.bytes(0)));
        assertFalse(new String(stored, StandardCharsets.ISO_8859_1).contains(secret));
    }

    @Test
    void twoSecretsLiveSideBySideWhileOneIsReplaced() {
        Till old = till();
        JsonPath added = addSecret(old).statusCode(201).extract().jsonPath();
        Till fresh = new Till(old.client(), added.getString("keyId"), added.getString("secret"), clock);
        passes(old);
        passes(fresh);
        addSecret(old).statusCode(409).body("code", equalTo("pos.two-secrets"));

        endSecret(old, old.keyId()).statusCode(204);

        isRefused(old);
        passes(fresh);
        endSecret(old, old.keyId()).statusCode(404).body("code", equalTo("pos.secret-unknown"));
        addSecret(old).statusCode(201).body("client.secrets", hasSize(2));
    }

    @Test
    void manyWhoAddASecretAtOnceAddOne() {
        Till till = till();

        List<Integer> answers = Run.together(8, i -> addSecret(till).extract().statusCode());

        assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers.toString());
        assertEquals(7, answers.stream().filter(status -> status == 409).count(), answers.toString());
    }

    @Test
    void aClientWithoutASecretIsShutOutUntilItGetsAnother() {
        Till till = till();
        endSecret(till, till.keyId()).statusCode(204);
        isRefused(till);
        JsonPath added = addSecret(till).statusCode(201).extract().jsonPath();

        passes(new Till(till.client(), added.getString("keyId"), added.getString("secret"), clock));
    }

    @Test
    void anotherClientsSecretIsNotEnded() {
        Till till = till();
        Till other = till();

        endSecret(till, other.keyId()).statusCode(404);
        passes(other);
    }

    @Test
    void aRemovedClientIsRefusedAndLeavesNothingToOpen() {
        Till till = till();
        passes(till);
        Api.as(hq).delete(CLIENTS + "/{id}", till.client()).then().statusCode(204);

        isRefused(till);
        Api.as(hq).get(CLIENTS + "/{id}", till.client()).then().statusCode(404);
        Api.as(hq).delete(CLIENTS + "/{id}", till.client()).then().statusCode(404);
        addSecret(till).statusCode(404).body("code", equalTo("pos.client-unknown"));
        boolean nothing =
                Run.now(() -> database.sql("""
                        select not exists (select 1 from pos_secret where client_id = :id and secret is not null)
                          and exists (select 1 from person_key where person_id = :id and wrapped is null)""").with("id", till.client()).one(row -> row.flag(0)));
        assertTrue(nothing);
    }

    @Test
    void aNameIsTakenOnceAndFreeAfterRemoval() {
        String name = Chain.code();
        String id = create(facts(name, true)).statusCode(201).extract().path("client.id");
        create(facts(" " + name.toLowerCase(java.util.Locale.ROOT), true))
                .statusCode(409)
                .body("code", equalTo("pos.name-taken"));
        Api.as(hq).delete(CLIENTS + "/{id}", id).then().statusCode(204);

        create(facts(name, true)).statusCode(201);
    }

    @Test
    void aClientReachesAllStoresOrListedOnes() {
        StoreView store = chain.store();
        create(facts(Chain.code(), true, store.id())).statusCode(422).body("code", equalTo("pos.scope-invalid"));
        create(facts(Chain.code(), false)).statusCode(422).body("code", equalTo("pos.scope-invalid"));
        create(facts(Chain.code(), false, store.id(), UUID.randomUUID()))
                .statusCode(404)
                .body("code", equalTo("store.unknown"));
        create(facts(Chain.code(), false, store.id()))
                .statusCode(201)
                .body("client.stores.name", equalTo(List.of(store.name())));
    }

    @Test
    void aChangeCountsFromTheNextRequestOn() {
        StoreView north = chain.store();
        StoreView south = chain.store();
        Till till = till(north.id());
        String name = Chain.code();

        change(till, facts(name, false, south.id()), 0)
                .statusCode(200)
                .body("version", equalTo(1))
                .body("name", equalTo(name))
                .body("stores.id", equalTo(List.of(south.id().toString())));
        change(till, facts(name, false, north.id()), 0)
                .statusCode(409)
                .body("code", equalTo("store.changed-meanwhile"));
        till.request().get(ME).then().body("stores.code", equalTo(List.of(south.code())));
        change(till, facts(name, false, north.id()), 1).statusCode(200).body("version", equalTo(2));
        change(till, facts(name, true), 2).statusCode(200).body("stores", hasSize(0));
        till.request().get(ME).then().body("allStores", equalTo(true));
    }

    @Test
    void theListComesByNameInPages() {
        String prefix = Chain.code();
        for (int i = 0; i < 5; i++) {
            create(facts(prefix + (i % 2 == 0 ? "x" : "X") + i, true)).statusCode(201);
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = Api.as(hq)
                    .queryParams(cursor == null ? Map.of("limit", 2) : Map.of("limit", 2, "cursor", cursor))
                    .get(CLIENTS)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.name", String.class));
            cursor = page.getString("next");
        } while (cursor != null);

        assertEquals(
                List.of(prefix + "x0", prefix + "X1", prefix + "x2", prefix + "X3", prefix + "x4"),
                seen.stream().filter(name -> name.startsWith(prefix)).toList());
    }

    @Test
    void whatIsDoneToClientsStandsInTheAuditLogWithoutSecrets() {
        Till till = till();
        change(till, facts(Chain.code(), true), 0).statusCode(200);
        String added = addSecret(till).extract().path("secret");
        endSecret(till, till.keyId()).statusCode(204);
        Api.as(hq).delete(CLIENTS + "/{id}", till.client()).then().statusCode(204);

        ValidatableResponse log = Api.as(hq)
                .queryParam("subject", "pos-client:" + till.client())
                .get("/api/hq/audit")
                .then();

        log.body(
                "items.action",
                equalTo(List.of(
                        "pos.client-remove",
                        "pos.secret-end",
                        "pos.secret-add",
                        "pos.client-change",
                        "pos.secret-add",
                        "pos.client-create")));
        log.body(not(containsString(added))).body(not(containsString(till.secret())));
    }

    @Test
    void onlyHeadOfficeMakesClients() {
        String manager = chain.posted(chain.store().id(), Role.STORE_MANAGER).token();

        Api.as(manager).get(CLIENTS).then().statusCode(403);
        Api.as(manager)
                .contentType("application/json")
                .body(facts(Chain.code(), true))
                .post(CLIENTS)
                .then()
                .statusCode(403);
    }
}
