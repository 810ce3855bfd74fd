package io.guike.grant;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.Sales;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.membership.WelcomePart;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Plans;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people get by themselves. */
@QuarkusTest
class OccasionTest {

    @Inject
    Sales sales;

    @Inject
    Chain chain;

    @Inject
    Newcomers newcomers;

    @Inject
    Birthdays birthdays;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @AfterEach
    void nothingIsGivenToThePeopleOfOtherTests() {
        set(List.of(), List.of());
    }

    private void set(List<UUID> welcome, List<UUID> birthday) {
        Api.as(chain.hq().token())
                .contentType("application/json")
                .body(Map.of("welcome", welcome, "birthday", birthday))
                .put("/api/hq/coupon-occasions")
                .then()
                .statusCode(200)
                .body("welcome.size()", equalTo(welcome.size()));
    }

    private long coupons(Newcomer member, UUID template) {
        return newcomers.count(
                "select count(*) from coupon where template_id = '" + template + "' and person_id = :x",
                member.person());
    }

    @Test
    void whoBecomesAMemberHasTheirCouponInTheSameMoment() {
        UUID first = sales.open(Sales.offer(null, 1));
        UUID empty = sales.open(Sales.offer(0L, 1));
        set(List.of(empty, first), List.of());
        Newcomer member = newcomers.come();
        newcomers.bind(member);
        assertEquals(1, coupons(member, first));
        assertEquals(0, coupons(member, empty));
        newcomers.bind(member);
        sales.mustBeSound(first, 1, 1);
        Api.as(chain.hq().token())
                .get("/api/hq/coupon-occasions")
                .then()
                .statusCode(200)
                .body("welcome[1].templateId", equalTo(first.toString()));
    }

    @Test
    void theCouponsComeLastOfAllThatWelcomes() {
        UUID template = sales.open(Sales.offer(null, 1));
        set(List.of(template), List.of());
        Newcomer member = newcomers.member();
        assertEquals(1, coupons(member, template));
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from audit_entry where action = 'test.coupons-before-0' and subject = :x",
                        member.person().toString()));
    }

    /** Writes down how many coupons somebody has who is being welcomed. */
    @ApplicationScoped
    static class Look implements WelcomePart {

        @Inject
        Database database;

        @Inject
        AuditLog audit;

        @Override
        public Uni<Void> welcome(Welcome welcome) {
            return database.sql("select count(*) from coupon where person_id = :person")
                    .with("person", welcome.person())
                    .one(row -> row.number(0))
                    .chain(coupons -> audit.record(
                            Caller.SYSTEM,
                            "test.coupons-before-" + coupons,
                            welcome.person().toString(),
                            Map.of()));
        }
    }

    @Test
    void aPausedWelcomeCouponStopsNobodyFromBecomingAMember() {
        UUID template = sales.lay(State.PAUSED, Sales.terms(), Sales.offer(null, 1));
        set(List.of(template), List.of());
        Newcomer member = newcomers.member();
        assertEquals(1, newcomers.memberships(member.person()));
        assertEquals(0, coupons(member, template));
    }

    @Test
    void aBirthdayBringsOneCouponAYearHoweverOftenTheDayIsTold() {
        UUID template = sales.open(Sales.offer(null, 1));
        set(List.of(), List.of(template));
        LocalDate today = Days.today(clock);
        Newcomer born = bornOn(LocalDate.of(1992, today.getMonthValue(), today.getDayOfMonth()));
        Newcomer other = bornOn(LocalDate.of(1992, today.plusDays(3).getMonthValue(), 1)
                .withDayOfMonth(Math.min(28, today.plusDays(3).getDayOfMonth())));
        DayHasPassed passed = new DayHasPassed(Ids.next(), today.minusDays(2), today.minusDays(1));
        Run.now(() -> birthdays.on(passed));
        Run.now(() -> birthdays.on(passed));
        assertEquals(1, coupons(born, template));
        assertEquals(0, coupons(other, template));
        LocalDate next = today.plusYears(1);
        Run.now(() -> birthdays.on(new DayHasPassed(Ids.next(), next.minusDays(2), next.minusDays(1))));
        assertEquals(2, coupons(born, template));
    }

    /** The last word of the two, who are one now, was that nobody may know. */
    @Test
    void aBirthdayThatOneOfTwoToldBringsNothingOnceTheOtherTookTheConsentBack() {
        UUID template = sales.open(Sales.offer(null, 9));
        set(List.of(), List.of(template));
        LocalDate today = Days.today(clock);
        Newcomer told = bornOn(LocalDate.of(1992, today.getMonthValue(), today.getDayOfMonth()));
        Newcomer silent = newcomers.member();
        Api.as(silent.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        Api.command(chain.hq().token())
                .body(Map.of("personId", told.person(), "otherPersonId", silent.person(), "reason", "同一人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        Run.now(() -> birthdays.on(new DayHasPassed(Ids.next(), today.minusDays(2), today.minusDays(1))));
        assertEquals(0, coupons(told, template));
        assertEquals(0, coupons(silent, template));
    }

    private Newcomer bornOn(LocalDate day) {
        Newcomer newcomer = newcomers.come();
        newcomers.bind(newcomer, Map.of("birthday", day.toString()));
        return newcomer;
    }

    @Test
    void theDaysThatBeginAreThoseAfterTheOnesThatPassed() {
        assertEquals(Map.of("03-02", 2027), Birthdays.years(LocalDate.of(2027, 2, 28), LocalDate.of(2027, 3, 1)));
        assertEquals(
                Map.of("12-31", 2026, "01-01", 2027),
                Birthdays.years(LocalDate.of(2026, 12, 29), LocalDate.of(2026, 12, 31)));
    }

    @Test
    void whoWasBornOnALeapDayHasTheirBirthdayEveryYear() {
        assertEquals(
                Map.of("02-28", 2027, "02-29", 2027),
                Birthdays.years(LocalDate.of(2027, 2, 26), LocalDate.of(2027, 2, 27)));
        assertEquals(Map.of("02-28", 2028), Birthdays.years(LocalDate.of(2028, 2, 26), LocalDate.of(2028, 2, 27)));
        assertEquals(Map.of("02-29", 2028), Birthdays.years(LocalDate.of(2028, 2, 27), LocalDate.of(2028, 2, 28)));
    }

    @Test
    void aLongStandstillBringsTheLastMonthAtMost() {
        assertEquals(
                31,
                Birthdays.years(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 9, 30))
                        .size());
    }

    @Test
    void aPageOfThoseWhoAreBornOnADayIsFoundByTheIndex() {
        Plans.usesIndex(
                database,
                Birthdays.BORN,
                sql -> sql.with("born", "08-11")
                        .with("person", UUID.randomUUID())
                        .with("origin", UUID.randomUUID())
                        .with("size", 100),
                "member_profile",
                "member_profile_born");
    }

    @Test
    void whoIsErasedAndTellsAnotherBirthdayHasNoSecondCouponInTheYear() {
        UUID template = sales.open(Sales.offer(null, 9));
        set(List.of(), List.of(template));
        LocalDate today = Days.today(clock);
        String birthday = today.withYear(1992).toString();
        Newcomer first = newcomers.come();
        newcomers.bind(first, Map.of("birthday", birthday));
        DayHasPassed passed = new DayHasPassed(Ids.next(), today.minusDays(2), today.minusDays(1));
        Run.now(() -> birthdays.on(passed));
        assertEquals(1, coupons(first, template));
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        newcomers.bind(again, Map.of("birthday", birthday));
        Run.now(() -> birthdays.on(passed));
        assertEquals(0, coupons(again, template));
        LocalDate next = today.plusYears(1);
        Run.now(() -> birthdays.on(new DayHasPassed(Ids.next(), next.minusDays(2), next.minusDays(1))));
        assertEquals(1, coupons(again, template));
    }
}
