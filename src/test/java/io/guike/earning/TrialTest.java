package io.guike.earning;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.earning.Earnings.Purchase;
import io.guike.earning.Occasions.Explanation;
import io.guike.earning.Occasions.Kept;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.EarnRules;
import io.guike.earnrule.Occasion;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.RuleVersions;
import io.guike.earnrule.Rulebook;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Head office sees what a draft gives, and would have given. */
@QuarkusTest
class TrialTest {

    private static final String DRAFT = """
            {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 2, "perFen": 100,
                "expiry": {"kind": "NEVER"}}],
             "multipliers": [{"id": "b", "name": "生日月", "percent": 300, "combine": "ADD",
                "birthday": {"before": 5, "after": 5}}],
             "caps": [{"kind": "PURCHASE", "perDay": 50}]}""";

    @Inject
    Rulebook rulebook;

    @Inject
    RuleVersions versions;

    @Inject
    Newcomers newcomers;

    @Inject
    Earnings earnings;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    @Test
    void anExampleOfWhatHappensInNoStoreHasNone() {
        int draft = rulebook.draft(DRAFT);
        Map<String, Object> example = Map.of(
                "kind",
                "CHECK_IN",
                "level",
                "STANDARD",
                "storeId",
                UUID.randomUUID().toString());
        Api.breaking(chain.hq().token())
                .contentType("application/json")
                .body(Map.of("examples", List.of(example)))
                .post("/api/hq/earn-rules/" + draft + "/trial")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.invalid"));
    }

    @Test
    void examplesAreToldWithTheirExplanation() {
        int draft = rulebook.draft(DRAFT);
        Map<String, Object> tea = Map.of("sku", "TEA", "paidFen", 550);
        Api.as(chain.hq().token())
                .contentType("application/json")
                .body(Map.of(
                        "examples",
                        List.of(
                                Map.of("kind", "PURCHASE", "level", "STANDARD", "lines", List.of(tea)),
                                Map.of(
                                        "kind",
                                        "PURCHASE",
                                        "level",
                                        "STANDARD",
                                        "at",
                                        "2027-01-02T04:00:00Z",
                                        "birthDay",
                                        "12-30",
                                        "earlier",
                                        Map.of("PURCHASE", 30),
                                        "lines",
                                        List.of(tea)),
                                Map.of("kind", "PURCHASE", "lines", List.of(tea)),
                                Map.of("kind", "REVIEW", "level", "STANDARD"))))
                .post("/api/hq/earn-rules/" + draft + "/trial")
                .then()
                .statusCode(200)
                .body("version", equalTo(draft))
                .body("past", nullValue())
                .body("examples.points", contains(11, 20, 0, 0))
                .body("examples[1].multiplierIds", contains("b"))
                .body("examples[1].explanation", hasItem("消费积分每日上限 50 分，当日已得 30 分，本次计 20 分"))
                .body("examples[2].explanation", contains("还不是会员，不积分"));
    }

    @Test
    void aDraftIsLaidOverWhatHappened() {
        Newcomer member = newcomers.member();
        for (int i = 0; i < 3; i++) {
            buy(member, 1_000);
        }
        LocalDate today = Days.today(clock);
        JsonPath past = trial(rulebook.draft(DRAFT), today, today);
        assertTrue(past.getBoolean("past.complete"));
        assertEquals(
                past.getLong("past.givenPoints"),
                past.getList("past.kinds.givenPoints", Long.class).stream()
                        .mapToLong(one -> one)
                        .sum());
        assertTrue(past.getLong("past.more") >= 2, "20, 20 and 10 where 10, 10 and 10 were given");
        assertTrue(past.getLong("past.less") >= 1, "no welcome by these rules");
        assertTrue(past.getLong("past.occasions") >= 4);

        JsonPath same = trial(1, today.minusDays(91), today);
        assertTrue(same.getLong("past.occasions") >= past.getLong("past.occasions"));
        Api.as(chain.hq().token())
                .contentType("application/json")
                .body(Map.of(
                        "examples", List.of(), "past", Map.of("from", "" + today.minusDays(92), "until", "" + today)))
                .post("/api/hq/earn-rules/1/trial")
                .then()
                .statusCode(400);
    }

    private void buy(Newcomer member, long fen) {
        Run.now(() -> earnings.purchase(new Purchase(
                member.person(),
                "R" + UUID.randomUUID(),
                clock.instant(),
                null,
                null,
                List.of(new PaidLine("TEA", fen)),
                "test:till")));
    }

    private JsonPath trial(int version, LocalDate from, LocalDate until) {
        return Api.as(chain.hq().token())
                .contentType("application/json")
                .body(Map.of("examples", List.of(), "past", Map.of("from", "" + from, "until", "" + until)))
                .post("/api/hq/earn-rules/" + version + "/trial")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void capsOfAReplayCountWhatItWouldHaveGivenDayByDay() {
        int draft = rulebook.draft(DRAFT);
        EarnRules rules = Run.now(() -> versions.rules(draft));
        Replay replay = new Replay(rules);
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        Instant day = Instant.parse("2026-05-01T04:00:00Z");
        replay.add(bought(one, day, 2_000, 20));
        replay.add(bought(other, day, 2_000, 20));
        replay.add(bought(one, day.plusSeconds(60), 2_000, 20));
        replay.add(bought(one, day.plusSeconds(86_400), 2_000, 41));
        Replay.PastView view = replay.view(true);
        assertEquals(101, view.givenPoints());
        assertEquals(40 + 40 + 10 + 40, view.wouldGivePoints());
        assertEquals(2, view.more());
        assertEquals(2, view.less());
        assertEquals(4, view.occasions());
    }

    private static Kept bought(UUID person, Instant at, long fen, long given) {
        Occasion occasion =
                new Occasion(EarnKind.PURCHASE, at, "STANDARD", null, null, List.of(new PaidLine("TEA", fen)));
        return new Kept(
                UUID.randomUUID(),
                person,
                person,
                "R" + UUID.randomUUID(),
                occasion,
                Map.of(),
                1,
                given,
                false,
                new Explanation(List.of(), List.of(), List.of()),
                null);
    }

    @Test
    void examplesThatCannotHappenAreRefused() {
        int draft = rulebook.draft(DRAFT);
        for (String example : List.of(
                "{\"kind\": \"PURCHASE\", \"earlier\": {\"PURCHASE\": null}}",
                "{\"kind\": \"PURCHASE\", \"earlier\": {\"PURCHASE\": -1}}",
                "{\"kind\": \"PURCHASE\", \"earlier\": {\"PURCHASE\": 9223372036854775807}}",
                "{\"kind\": \"PURCHASE\", \"at\": \"+1000000000-12-31T23:59:59Z\"}")) {
            Api.breaking(chain.hq().token())
                    .contentType("application/json")
                    .body("{\"examples\": [" + example + "]}")
                    .post("/api/hq/earn-rules/" + draft + "/trial")
                    .then()
                    .statusCode(400);
        }
    }
}
