package io.guike.earning;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.guike.earning.Earnings.Purchase;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.Rulebook;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Head office reads in the ledger why somebody got so many points. */
@QuarkusTest
class OccasionExplanationsTest {

    private static final String EXPIRY = "\"expiry\": {\"kind\": \"END_OF_YEAR\", \"count\": 1}";

    @Inject
    Earnings earnings;

    @Inject
    Purses purses;

    @Inject
    Newcomers newcomers;

    @Inject
    Rulebook rulebook;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    @AfterEach
    void putBack() {
        rulebook.putBack();
    }

    private ValidatableResponse entries(UUID person) {
        return Api.as(chain.hq().token())
                .get("/api/hq/people/" + person + "/points/entries")
                .then()
                .statusCode(200);
    }

    private static String of(String reason, String field) {
        return "items.find { it.reason == '" + reason + "' }.explanation" + field;
    }

    @Test
    void anEarningTellsItsRulesByNameAndItsCountInWords() {
        int version = rulebook.publish("""
                {"rules": [
                  {"id": "hello", "kind": "BINDING", "name": "入会礼", "points": 100, %s},
                  {"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, "pending": true, %s}],
                 "multipliers": [{"id": "b", "name": "生日双倍", "percent": 200, "combine": "ADD",
                   "birthday": {"before": 3, "after": 3}}]}""".formatted(EXPIRY, EXPIRY));
        Newcomer member = newcomers.come();
        String birthday = Days.today(clock).minusDays(2).withYear(1992).toString();
        newcomers.bind(member, Map.of("birthday", birthday));
        String receipt = "R" + UUID.randomUUID();
        Run.now(() -> earnings.purchase(new Purchase(
                member.person(),
                receipt,
                clock.instant(),
                null,
                null,
                List.of(new PaidLine("TEA", 1_000)),
                "test:till")));
        Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt).replaceWith(true));
        purses.spend(member.person(), 5);
        entries(member.person())
                .body(of("BINDING", ".ruleVersion"), equalTo(version))
                .body(of("BINDING", ".rules.id"), contains("hello"))
                .body(of("BINDING", ".rules.name"), contains("入会礼"))
                .body(of("BINDING", ".multipliers"), empty())
                .body(of("BINDING", ".lines"), contains("「入会礼」100 分，计 100 分"))
                .body(of("BINDING", ".occasionId"), notNullValue())
                .body(of("PURCHASE", ".rules.id"), contains("p"))
                .body(of("PURCHASE", ".multipliers.name"), contains("生日双倍"))
                .body(of("PURCHASE", ".lines[0]"), equalTo("「消费」实付 10.00 元，每 1.00 元 1 分，× 200%（生日双倍 200%），计 20 分"))
                .body(of("BUY", ""), nullValue());

        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        entries(member.person())
                .body(of("PURCHASE", ".lines"), empty())
                .body(of("PURCHASE", ".rules.name"), contains("消费"))
                .body(of("BINDING", ".lines"), contains("「入会礼」100 分，计 100 分"));
    }

    @Test
    void whatNoRuleGaveIsNotExplained() {
        UUID person = purses.person();
        purses.earn(person, 10, Expiry.NEVER);
        entries(person).body(of("TEST", ""), nullValue());
    }
}
