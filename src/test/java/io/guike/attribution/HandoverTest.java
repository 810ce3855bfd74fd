package io.guike.attribution;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.attribution.Scans.Code;
import io.guike.scancode.CodeKind;
import io.guike.staff.Postings;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HandoverTest {

    private static final int CUSTOMERS = 11;

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Postings postings;

    private Person hq;
    private StoreView store;
    private Person leaver;
    private Person one;
    private Person two;

    @BeforeEach
    void aPromoterWithCustomers() {
        hq = chain.hq();
        store = chain.store();
        leaver = chain.posted(store.id(), Role.PROMOTER);
        one = chain.posted(store.id(), Role.PROMOTER);
        two = chain.posted(store.id(), Role.PROMOTER);
        Code code = scans.code(CodeKind.PROMOTER, store.id(), leaver.id());
        for (int i = 0; i < CUSTOMERS; i++) {
            scans.scan(Scans.openid(), code.scene());
        }
        assertEquals(CUSTOMERS, customersOf(leaver));
    }

    @Test
    void theCustomersOfALeaverGoToTheStoreByThemselves() {
        Run.now(() -> postings.leave(Caller.SYSTEM, leaver.id(), null));
        await().atMost(20, SECONDS).until(() -> customersOf(leaver) == 0);
        assertEquals(CUSTOMERS, customersOfStoreAlone());
        assertEquals(0, scans.wrongOwners(hq.token()));
        assertEquals(
                CUSTOMERS,
                scans.count(
                        "select count(*) from owner_change where cause = 'DEPARTURE' and from_staff = :x",
                        leaver.id()));
    }

    @Test
    void customersAreSharedEvenly() {
        JsonPath run = handOver(body("EVENLY", List.of(to(one, null), to(two, null)), false));
        assertEquals(CUSTOMERS, run.getLong("changes"));
        assertEquals(CUSTOMERS / 2 + 1, customersOf(one));
        assertEquals(CUSTOMERS / 2, customersOf(two));
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void customersAreSharedByCountAndTheRestGoesToTheStore() {
        handOver(body("BY_COUNT", List.of(to(one, 2), to(two, 3)), true));
        assertEquals(2, customersOf(one));
        assertEquals(3, customersOf(two));
        assertEquals(CUSTOMERS - 5, customersOfStoreAlone());
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void withoutTheStoreTheRestStays() {
        handOver(body("BY_COUNT", List.of(to(one, 4)), false));
        assertEquals(4, customersOf(one));
        assertEquals(CUSTOMERS - 4, customersOf(leaver));
    }

    @Test
    void theCustomersOfSomebodyWhoAlreadyLeftCanStillBeHandedOn() {
        Run.now(() -> postings.leave(Caller.SYSTEM, leaver.id(), null));
        await().atMost(20, SECONDS).until(() -> customersOfStoreAlone() == CUSTOMERS);
        handOver(body("EVENLY", List.of(to(one, null)), false));
        assertEquals(CUSTOMERS, customersOf(one));
        assertEquals(0, scans.wrongOwners(hq.token()));
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        Person elsewhere = chain.person();
        refused(body("EVENLY", List.of(), false), "attribution.plan-invalid");
        refused(body("EVENLY", List.of(to(one, 3)), false), "attribution.plan-invalid");
        refused(body("BY_COUNT", List.of(to(one, null)), false), "attribution.plan-invalid");
        refused(body("EVENLY", List.of(to(one, null), to(one, null)), false), "attribution.plan-invalid");
        refused(body("EVENLY", List.of(to(leaver, null)), false), "attribution.plan-invalid");
        refused(body("EVENLY", List.of(to(elsewhere, null)), false), "attribution.target-invalid");
        assertEquals(CUSTOMERS, customersOf(leaver));
    }

    private void refused(Map<String, Object> body, String code) {
        Api.command(hq.token())
                .body(body)
                .post("/api/hq/handovers")
                .then()
                .statusCode(422)
                .body("code", equalTo(code));
    }

    private JsonPath handOver(Map<String, Object> body) {
        String run = Api.command(hq.token())
                .body(body)
                .post("/api/hq/handovers")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return scans.finished(hq.token(), run);
    }

    private Map<String, Object> body(String mode, List<Map<String, Object>> to, boolean rest) {
        return Map.of("fromStaffId", leaver.id(), "mode", mode, "to", to, "restToStore", rest, "reason", "离职交接");
    }

    private static Map<String, Object> to(Person person, Integer count) {
        Map<String, Object> to = new HashMap<>(Map.of("staffId", person.id()));
        if (count != null) {
            to.put("count", count);
        }
        return to;
    }

    private long customersOf(Person person) {
        return scans.count("select count(*) from ownership where staff_id = :x", person.id());
    }

    private long customersOfStoreAlone() {
        UUID id = store.id();
        return scans.count("select count(*) from ownership where staff_id is null and store_id = :x", id);
    }
}
