package io.guike.earnrule;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How head office writes and publishes rules. */
@QuarkusTest
class EarnRuleVersionsTest {

    @Inject
    Rulebook rulebook;

    @Inject
    RuleVersions versions;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    @AfterEach
    void putBack() {
        rulebook.putBack();
    }

    @Test
    void theFirstRulesAreSound() {
        EarnRules rules = Run.now(() -> versions.rules(1));
        assertEquals(List.of(), RuleSetCheck.flaws(rules.set(), Set.of("STANDARD"), Set.of()));
        for (EarnKind kind : EarnKind.values()) {
            assertEquals(true, rules.has(kind), kind.name());
        }
    }

    @Test
    void aDraftIsChangedAndPublishedForGood() {
        String hq = chain.hq().token();
        JsonPath draft = draft(hq, Map.of("rules", List.of(review("old", 10))))
                .then()
                .statusCode(201)
                .body("about.state", equalTo("DRAFT"))
                .body("about.revision", equalTo(1))
                .body("about.inForce", equalTo(false))
                .extract()
                .jsonPath();
        int version = draft.getInt("about.version");
        change(hq, version, 1, Map.of("rules", List.of(review("new", 20))))
                .then()
                .statusCode(200)
                .body("about.revision", equalTo(2))
                .body("rules.rules[0].points", equalTo(20));
        change(hq, version, 1, Map.of()).then().statusCode(409).body("code", equalTo("earnrule.changed-meanwhile"));
        publish(hq, version, 1, null).then().statusCode(409).body("code", equalTo("earnrule.changed-meanwhile"));
        publish(hq, version, 2, clock.instant().minusSeconds(60))
                .then()
                .statusCode(422)
                .body("code", equalTo("earnrule.valid-from-past"));
        publish(hq, version, 2, null)
                .then()
                .statusCode(200)
                .body("about.state", equalTo("PUBLISHED"))
                .body("about.inForce", equalTo(true))
                .body("about.validFrom", notNullValue())
                .body("rules.rules[0].id", equalTo("new"));
        change(hq, version, 2, Map.of()).then().statusCode(409).body("code", equalTo("earnrule.not-a-draft"));
        publish(hq, version, 2, null).then().statusCode(409).body("code", equalTo("earnrule.not-a-draft"));
        Api.as(hq)
                .get("/api/hq/earn-rules?limit=100")
                .then()
                .statusCode(200)
                .body("items.findAll { it.inForce }.version", contains(version));
        Api.as(hq)
                .get("/api/hq/audit?subject=earn-rules:" + version)
                .then()
                .statusCode(200)
                .body("items.action", contains("earnrule.publish", "earnrule.change", "earnrule.draft"));
    }

    @Test
    void rulesOfLaterHoldFromThatInstantOn() {
        String hq = chain.hq().token();
        Instant begin = clock.instant().plus(Duration.ofHours(3));
        int now = inForce();
        int version = draft(hq, Map.of("rules", List.of(review("later", 33))))
                .jsonPath()
                .getInt("about.version");
        publish(hq, version, 1, begin).then().statusCode(200).body("about.inForce", equalTo(false));
        assertEquals(now, at(begin.minusMillis(1)));
        assertEquals(version, at(begin));

        int replaced = draft(hq, Map.of("rules", List.of(review("instead", 44))))
                .jsonPath()
                .getInt("about.version");
        publish(hq, replaced, 1, begin).then().statusCode(200);
        assertEquals(replaced, at(begin), "of two that begin together the higher one holds");
        assertEquals(0, at(Instant.parse("2001-01-01T00:00:00Z")), "before the first version nothing is earned");

        // Else they would come into force under some other test.
        clock.move(Duration.ofHours(4));
        assertEquals(replaced, inForce());
    }

    private int inForce() {
        return at(clock.instant());
    }

    private int at(Instant instant) {
        return Run.now(() -> versions.at(instant)).version();
    }

    @Test
    void everyFlawIsToldWithItsPlace() {
        String hq = chain.hq().token();
        Map<String, Object> nowhere = new HashMap<>(review("a", 1));
        nowhere.put("stores", Map.of("only", List.of(UUID.randomUUID())));
        Map<String, Object> multiplier =
                Map.of("id", "a", "name", "金卡", "percent", 200, "combine", "ADD", "levels", List.of("NO_SUCH_LEVEL"));
        draft(hq, Map.of("rules", List.of(nowhere), "multipliers", List.of(multiplier)))
                .then()
                .statusCode(422)
                .body("code", equalTo("earnrule.invalid"))
                .body("errors.field", contains("rules[0].stores", "multipliers[0].id", "multipliers[0].levels"));
        refusedAt(hq, Map.of("rules", List.of(with(review("a", 1), "pointz", 2))), "rules[0].pointz");
        refusedAt(hq, Map.of("rulez", List.of()), "rulez");
        refusedAt(hq, Map.of("rules", List.of(with(review("a", 1), "kind", "THEFT"))), "rules[0].kind");
        refusedAt(
                hq,
                Map.of("rules", List.of(with(review("a", 1), "expiry", Map.of("kind", "DAYS", "count", -1)))),
                "rules[0].expiry");
    }

    private static Map<String, Object> with(Map<String, Object> rule, String field, Object value) {
        Map<String, Object> changed = new HashMap<>(rule);
        changed.put(field, value);
        return changed;
    }

    /** Beyond the contract too. */
    private void refusedAt(String hq, Map<String, ?> rules, String field) {
        Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("note", "试", "rules", rules))
                .post("/api/hq/earn-rules")
                .then()
                .statusCode(422)
                .body("code", equalTo("earnrule.invalid"))
                .body("errors.field", hasItem(field));
    }

    @Test
    void aVersionThatDoesNotExistIsToldAsSuch() {
        String hq = chain.hq().token();
        Api.as(hq)
                .get("/api/hq/earn-rules/999999")
                .then()
                .statusCode(404)
                .body("code", equalTo("earnrule.version-unknown"));
        change(hq, 999_999, 1, Map.of()).then().statusCode(404);
        publish(hq, 999_999, 1, null).then().statusCode(404);
        Api.as(hq).get("/api/hq/earn-rules/1").then().statusCode(200).body("rules.rules", hasSize(5));
    }

    @Test
    void draftsMadeTogetherHaveNumbersOfTheirOwn() {
        String hq = chain.hq().token();
        List<Integer> made = Run.together(
                6, i -> draft(hq, Map.of()).then().statusCode(201).extract().<Integer>path("about.version"));
        assertEquals(6, Set.copyOf(made).size());
        List<Integer> listed = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = (cursor == null ? Api.as(hq) : Api.as(hq).queryParam("cursor", cursor))
                    .get("/api/hq/earn-rules?limit=2")
                    .jsonPath();
            listed.addAll(page.getList("items.version", Integer.class));
            cursor = page.getString("next");
        } while (cursor != null);
        assertEquals(listed.stream().distinct().sorted((a, b) -> b - a).toList(), listed);
        assertNotEquals(0, listed.size());
        assertEquals(true, listed.containsAll(made));
    }

    @Test
    void onlyHeadOfficeWritesRules() {
        String nobody = chain.person().token();
        Api.as(nobody).get("/api/hq/earn-rules").then().statusCode(403);
    }

    private static Map<String, Object> review(String id, int points) {
        return Map.of("id", id, "kind", "REVIEW", "name", "评价", "points", points, "expiry", Map.of("kind", "NEVER"));
    }

    private static Response draft(String hq, Map<String, ?> rules) {
        return Api.command(hq).body(Map.of("note", "试", "rules", rules)).post("/api/hq/earn-rules");
    }

    private static Response change(String hq, int version, int revision, Map<String, ?> rules) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("revision", revision, "note", "改", "rules", rules))
                .put("/api/hq/earn-rules/" + version);
    }

    private static Response publish(String hq, int version, int revision, Instant validFrom) {
        Map<String, Object> wish = new HashMap<>(Map.of("revision", revision));
        if (validFrom != null) {
            wish.put("validFrom", validFrom.toString());
        }
        return Api.command(hq).body(wish).post("/api/hq/earn-rules/" + version + "/publication");
    }

    @Test
    void rulesThatAreNoneAtAllAreRefused() {
        Map<String, Object> draft = new HashMap<>(Map.of("note", "试"));
        for (Object none : new Object[] {null, List.of(), "x", 1}) {
            draft.put("rules", none);
            Api.breaking(chain.hq().token())
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .contentType("application/json")
                    .body(draft)
                    .post("/api/hq/earn-rules")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("earnrule.invalid"));
        }
    }
}
