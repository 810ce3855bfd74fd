package io.guike.points;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people and head office see of points. */
@QuarkusTest
class PointsApiTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Purses purses;

    @Inject
    Points points;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private static ValidatableResponse mine(Newcomer member, String path) {
        return Api.as(member.token()).get("/api/me/points" + path).then().statusCode(200);
    }

    private ValidatableResponse ofPerson(UUID person, String path) {
        return Api.as(chain.hq().token())
                .get("/api/hq/people/" + person + "/points" + path)
                .then();
    }

    /** Whoever joins may get something at once: what is looked at here begins after that. */
    private long begun(Newcomer member) {
        return mine(member, "").extract().jsonPath().getLong("balance");
    }

    @Test
    void aMemberSeesWhatTheyHaveWhatLapsesAndHowItCameAbout() {
        Newcomer member = newcomers.member();
        long begun = begun(member);
        purses.earn(member.person(), 120, Expiry.days(3));
        purses.earn(member.person(), 80, Expiry.NEVER);
        purses.spend(member.person(), 50);
        purses.hold(member.person(), 10, Duration.ofMinutes(5));
        Run.now(() -> points.pend(Purses.earning(member.person(), Purses.key(), 7, Expiry.NEVER)));
        mine(member, "")
                .body("balance", equalTo((int) begun + 150))
                .body("available", equalTo((int) begun + 140))
                .body("held", equalTo(10))
                .body("debt", equalTo(0))
                .body("pending", equalTo(7))
                .body(
                        "lapsing[0].lastDay",
                        equalTo(Days.today(clock).plusDays(3).toString()))
                .body("lapsing[0].points", equalTo(70));
        mine(member, "/entries")
                .body("items[0].text", equalTo("测试消费"))
                .body("items[0].points", equalTo(-50))
                .body("items[0].balance", equalTo((int) begun + 150))
                .body("items[1].points", equalTo(80))
                .body("items[2].points", equalTo(120))
                .body("items[2].balance", equalTo((int) begun + 120));
        Api.as(member.token())
                .get("/api/me/card")
                .then()
                .statusCode(200)
                .body("balances.points", equalTo((int) begun + 140));
    }

    @Test
    void theStatementComesInPages() {
        Newcomer member = newcomers.member();
        for (int i = 1; i <= 5; i++) {
            purses.earn(member.person(), i, Expiry.NEVER);
        }
        var first = mine(member, "/entries?limit=3")
                .body("items.points", contains(5, 4, 3))
                .body("next", notNullValue());
        mine(member, "/entries?limit=2&cursor=" + first.extract().path("next")).body("items.points", contains(2, 1));
    }

    @Test
    void headOfficeSeesWhoDidWhatAndTheBalanceOfAnyInstant() {
        Newcomer member = newcomers.member();
        UUID person = member.person();
        long begun = begun(member);
        Instant before = clock.instant();
        clock.move(Duration.ofHours(2));
        String key = Purses.key();
        UUID occasion = UUID.randomUUID();
        Run.now(() -> points.earn(
                new Earning(person, "TEST", key, 30, Expiry.days(0), "system:test", null, null, "测试积分", occasion)));
        clock.move(Duration.ofMinutes(1));
        Instant after = clock.instant();
        clock.move(Duration.ofDays(2));
        ofPerson(person, "").statusCode(200).body("balance", equalTo((int) begun));
        ofPerson(person, "/history?asOf=" + before)
                .statusCode(200)
                .body("balance", equalTo((int) begun))
                .body("usable", equalTo((int) begun));
        ofPerson(person, "/history?asOf=" + after)
                .statusCode(200)
                .body("balance", equalTo((int) begun + 30))
                .body("usable", equalTo((int) begun + 30));
        ofPerson(person, "/entries")
                .statusCode(200)
                .body("items.find { it.reason == 'TEST' }.source", equalTo(key))
                .body("items.find { it.reason == 'TEST' }.actor", equalTo("system:test"))
                .body("items.find { it.reason == 'TEST' }.explanation.occasionId", equalTo(occasion.toString()))
                .body("items.find { it.reason == 'TEST' }.explanation.lines", hasSize(0));
        ofPerson(UUID.randomUUID(), "").statusCode(404).body("code", equalTo("member.unknown"));
        ofPerson(UUID.randomUUID(), "/history?asOf=" + after).statusCode(404);
        ofPerson(UUID.randomUUID(), "/entries").statusCode(404);
        Api.breaking(chain.hq().token())
                .get("/api/hq/people/" + person + "/points/history?asOf=yesterday")
                .then()
                .statusCode(400)
                .body("code", equalTo("request.invalid"));
    }

    @Test
    void oneWhoIsErasedIsOwedNothingAndTheBooksStillClose() {
        Newcomer member = newcomers.member();
        purses.earn(member.person(), 90, Expiry.NEVER);
        purses.hold(member.person(), 40, Duration.ofMinutes(5));
        String pending = Purses.key();
        Run.now(() -> points.pend(Purses.earning(member.person(), pending, 7, Expiry.NEVER)));
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.points.now.held", equalTo(40));
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        purses.has(member.person(), 0, 0);
        assertEquals(0, purses.balance(member.person()).pending());
        assertEquals(List.of(), purses.flaws(List.of(member.person())));
        Purses.refused(
                "member.erased", () -> points.earn(Purses.earning(member.person(), Purses.key(), 1, Expiry.NEVER)));
    }

    @Test
    void nobodySeesTheStatementOfSomebodyElse() {
        Newcomer member = newcomers.member();
        purses.earn(purses.person(), 10, Expiry.NEVER);
        mine(member, "/entries").body("items.findAll { it.text == '测试积分' }", hasSize(0));
    }

    @Test
    void everyDateOnWhichSomethingLapsesIsToldPageByPage() {
        Newcomer member = newcomers.member();
        for (int days = 1; days <= 5; days++) {
            purses.earn(member.person(), days, Expiry.days(days));
            purses.earn(member.person(), 10, Expiry.days(days));
        }
        mine(member, "").body("lapsing.points", contains(11, 12, 13));
        var first = mine(member, "/lapsing?limit=4")
                .body("items.points", contains(11, 12, 13, 14))
                .body("items[0].lastDay", equalTo(Days.today(clock).plusDays(1).toString()))
                .body("next", notNullValue());
        mine(member, "/lapsing?cursor=" + first.extract().path("next"))
                .body("items[0].points", equalTo(15))
                .body("items[0].lastDay", equalTo(Days.today(clock).plusDays(5).toString()));
    }

    @Test
    void aMemberSeesTheirOwnBalanceOfAnyInstant() {
        Newcomer member = newcomers.member();
        long begun = begun(member);
        purses.earn(member.person(), 30, Expiry.NEVER);
        clock.move(Duration.ofMinutes(1));
        Instant between = clock.instant();
        clock.move(Duration.ofMinutes(1));
        purses.spend(member.person(), 20);
        mine(member, "/history?asOf=" + between)
                .body("balance", equalTo((int) begun + 30))
                .body("usable", equalTo((int) begun + 30));
        mine(member, "/history?asOf=" + clock.instant().plusSeconds(1)).body("balance", equalTo((int) begun + 10));
        for (String none : List.of("yesterday", "%2B999999999-01-01T00:00:00Z")) {
            Api.breaking(member.token())
                    .urlEncodingEnabled(false)
                    .get("/api/me/points/history?asOf=" + none)
                    .then()
                    .statusCode(400);
        }
    }
}
