package io.guike.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.guike.earning.Earnings.Purchase;
import io.guike.earning.Occasions.Situation;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.Rulebook;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody has a birthday whenever they buy something. */
@QuarkusTest
class BirthdayChangeTest {

    private static final int ONCE = 10;
    private static final int TWICE = 20;

    @Inject
    Earnings earnings;

    @Inject
    Newcomers newcomers;

    @Inject
    Rulebook rulebook;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String today;
    private String farOff;

    @BeforeEach
    void publish() {
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100,
                   "expiry": {"kind": "NEVER"}}],
                 "multipliers": [{"id": "b", "name": "生日双倍", "percent": 200, "combine": "ADD",
                   "birthday": {"before": 3, "after": 3}}]}""");
        LocalDate day = Days.today(clock);
        today = day.minusYears(30).toString();
        farOff = day.minusYears(30).plusDays(100).toString();
    }

    @AfterEach
    void putBack() {
        rulebook.putBack();
    }

    private Newcomer born(String birthday) {
        Newcomer member = newcomers.come();
        newcomers.bind(member, birthday == null ? Map.of("area", "上海") : Map.of("birthday", birthday));
        return member;
    }

    private static ValidatableResponse tell(Newcomer member, String birthday) {
        Map<String, Object> profile = new HashMap<>(Map.of("area", "上海"));
        if (birthday != null) {
            profile.put("birthday", birthday);
        }
        return Api.as(member.token())
                .contentType("application/json")
                .body(profile)
                .put("/api/me/profile")
                .then()
                .statusCode(200);
    }

    private long buys(Newcomer member) {
        return Run.now(() -> earnings.purchase(new Purchase(
                        member.person(),
                        "R" + UUID.randomUUID(),
                        clock.instant(),
                        null,
                        null,
                        List.of(new PaidLine("TEA", 1_000)),
                        "test:till")))
                .points();
    }

    /** As if all that was told had been told so many days earlier. */
    private void daysPass(Newcomer member, int days) {
        Run.now(() -> database.sql("update member_profile set birth_changed_at = birth_changed_at - :days * interval"
                        + " '1 day' where person_id = :person")
                .with("days", days)
                .with("person", member.person())
                .run());
    }

    @Test
    void theFirstBirthdayThatIsToldCountsAtOnce() {
        Newcomer atBinding = born(today);
        assertEquals(TWICE, buys(atBinding));
        Newcomer later = born(null);
        assertEquals(ONCE, buys(later));
        tell(later, today);
        assertEquals(TWICE, buys(later));
        tell(later, today);
        assertEquals(TWICE, buys(later), "the same once more is no change");
    }

    @Test
    void oneThatWasChangedCountsAYearLater() {
        Newcomer member = born(farOff);
        assertEquals(ONCE, buys(member));
        tell(member, today);
        assertEquals(ONCE, buys(member));
        daysPass(member, 364);
        assertEquals(ONCE, buys(member));
        daysPass(member, 1);
        assertEquals(TWICE, buys(member));
        tell(member, farOff);
        tell(member, today);
        assertEquals(ONCE, buys(member), "there and back is a change");
    }

    @Test
    void takingItAwayAndTellingAnotherIsAChange() {
        Newcomer member = born(farOff);
        tell(member, null);
        tell(member, today);
        assertEquals(ONCE, buys(member));
    }

    @Test
    void takingTheConsentBackDoesNotMakeTheNextOneTheFirst() {
        Newcomer member = born(farOff);
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from member_profile where person_id = :x and birth_changed_at is not null"
                                + " and num_nonnulls(name, birthday, birth_day, gender, area) = 0",
                        member.person()));
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("consents", Newcomers.consents("PROFILE")))
                .post("/api/me/consents")
                .then()
                .statusCode(200);
        tell(member, today);
        assertEquals(ONCE, buys(member));
        daysPass(member, 365);
        assertEquals(TWICE, buys(member));
    }

    @Test
    void whatWasToldByOneOfTwoWhoAreOneIsNoFirstTimeForTheOther() {
        Newcomer first = born(farOff);
        Newcomer second = born(null);
        Api.command(chain.hq().token())
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        tell(second, today);
        assertEquals(ONCE, buys(first));
    }

    @Test
    void theWindowsOpenOnTheDayItself() {
        LocalDate changed = LocalDate.of(2027, 3, 1);
        Situation situation = new Situation("GOLD", "02-29", null, changed);
        assertNull(situation.birthdayDays(LocalDate.of(2027, 2, 28)), "bought before, told late");
        assertNull(situation.birthdayDays(LocalDate.of(2028, 2, 28)));
        assertEquals(0, situation.birthdayDays(LocalDate.of(2028, 2, 29)));
        assertEquals(0, new Situation("GOLD", "02-29", null, null).birthdayDays(LocalDate.of(2027, 2, 28)));
    }

    @Test
    void comingBackAfterAnErasureDoesNotMakeTheNextOneTheFirst() {
        Newcomer first = born(farOff);
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        newcomers.bind(again, Map.of("birthday", today));
        assertEquals(ONCE, buys(again));
        daysPass(again, 365);
        assertEquals(TWICE, buys(again));
    }
}
