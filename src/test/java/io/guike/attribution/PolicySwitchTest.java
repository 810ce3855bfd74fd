package io.guike.attribution;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Role;
import io.guike.attribution.Scans.Code;
import io.guike.scancode.CodeKind;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PolicySwitchTest {

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Clock clock;

    private Person hq;
    private Person first;
    private Person last;
    private String openid;

    @BeforeEach
    void somebodyWhoScannedTwoPromoters() {
        hq = chain.hq();
        StoreView store = chain.store();
        first = chain.posted(store.id(), Role.PROMOTER);
        last = chain.posted(store.id(), Role.PROMOTER);
        openid = Scans.openid();
        Code one = scans.code(CodeKind.PROMOTER, store.id(), first.id());
        Code two = scans.code(CodeKind.PROMOTER, store.id(), last.id());
        scans.scan(openid, one.scene());
        scans.scan(openid, two.scene(), clock.instant().plusSeconds(5));
    }

    @AfterEach
    void backToTheDefault() {
        scans.switchTo(hq.token(), Map.of("rule", "FIRST_TOUCH"));
    }

    @Test
    void aDryRunCountsAndTheSwitchMovesThatMany() {
        assertEquals(first.id().toString(), owner());
        JsonPath dry = dryRun(Map.of("rule", "LAST_TOUCH"));
        assertEquals(first.id().toString(), owner());
        long moved = dry.getLong("changes");
        long before = changesByPolicy();

        scans.switchTo(hq.token(), Map.of("rule", "LAST_TOUCH"));
        assertEquals(last.id().toString(), owner());
        assertEquals(moved, changesByPolicy() - before);
        assertEquals(0, scans.wrongOwners(hq.token()));
        Api.as(hq.token()).get("/api/hq/attribution/policies").then().body("items[0].rule", equalTo("LAST_TOUCH"));
    }

    @Test
    void withoutAFreshDryRunNothingIsSwitched() {
        String replay = Api.command(hq.token())
                .post("/api/hq/attribution/replays")
                .then()
                .extract()
                .path("id");
        scans.finished(hq.token(), replay);
        Api.command(hq.token())
                .body(Map.of("dryRunId", replay, "note", "x"))
                .post("/api/hq/attribution/policies")
                .then()
                .statusCode(409)
                .body("code", equalTo("attribution.dry-run-needed"));
        Api.command(hq.token())
                .body(Map.of("rule", "PROTECTED"))
                .post("/api/hq/attribution/dry-runs")
                .then()
                .statusCode(422)
                .body("code", equalTo("attribution.policy-invalid"));
    }

    private JsonPath dryRun(Map<String, ?> policy) {
        String run = Api.command(hq.token())
                .body(policy)
                .post("/api/hq/attribution/dry-runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return scans.finished(hq.token(), run);
    }

    private String owner() {
        return scans.attribution(hq.token(), openid).getString("customer.staffId");
    }

    private long changesByPolicy() {
        return scans.count("select count(*) from owner_change where cause = :x", "POLICY");
    }
}
