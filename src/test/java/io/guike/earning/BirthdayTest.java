package io.guike.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.member.OfflinePeople;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.points.Points;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Plans;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.Year;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Birthdays bring points as their day begins. */
@QuarkusTest
class BirthdayTest {

    @Inject
    BirthdayListener listener;

    @Inject
    Newcomers newcomers;

    @Inject
    OfflinePeople people;

    @Inject
    Database database;

    @Inject
    Points points;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    /** The midnight with which the day begins. */
    private void begins(LocalDate day) {
        Run.now(() -> listener.on(new DayHasPassed(Ids.next(), day.minusDays(2), day.minusDays(1)))
                .replaceWith(true));
    }

    private Newcomer born(String birthday) {
        Newcomer member = newcomers.come();
        newcomers.bind(member, Map.of("birthday", birthday));
        return member;
    }

    /** In the year of that day, of whichever date the test runs on. */
    private long given(Newcomer member, int year) {
        return newcomers.count(
                "select count(*) from earn_occasion where kind = 'BIRTHDAY' and points = 100 and person_id = :x"
                        + " and extract(year from day) = " + year,
                member.person());
    }

    private LocalDate past(int month, int day) {
        LocalDate today = Days.today(clock);
        LocalDate thisYear = LocalDate.of(today.getYear(), month, day);
        return thisYear.isAfter(today) ? thisYear.minusYears(1) : thisYear;
    }

    @Test
    void aBirthdayIsGivenOnceHoweverOftenTheDayBegins() {
        LocalDate day = past(5, 17);
        Newcomer member = born("1990-05-17");
        Newcomer other = born("1990-05-18");
        Run.together(4, i -> {
            begins(day);
            return i;
        });
        begins(day);
        assertEquals(1, given(member, day.getYear()));
        assertEquals(0, given(other, day.getYear()));
        assertEquals(200, Run.now(() -> points.balance(member.person())).available());
    }

    @Test
    void theLeapDayIsKeptOnTheTwentyEighthInOtherYears() {
        Newcomer member = born("1996-02-29");
        LocalDate ordinary = LocalDate.of(Days.today(clock).getYear() - 1, 2, 28);
        while (Year.isLeap(ordinary.getYear())) {
            ordinary = ordinary.minusYears(1);
        }
        begins(ordinary);
        assertEquals(1, given(member, ordinary.getYear()));

        LocalDate leap = LocalDate.of(ordinary.getYear() - ordinary.getYear() % 4, 2, 29);
        begins(leap.minusDays(1));
        assertEquals(0, given(member, leap.getYear()), "not a day early where the day exists");
        begins(leap);
        assertEquals(1, given(member, leap.getYear()));
    }

    @Test
    void whoeverTookTheProfileBackIsNotCongratulated() {
        LocalDate day = past(6, 3);
        Newcomer member = born("1985-06-03");
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        Newcomer erased = born("1985-06-03");
        Api.as(erased.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        begins(day);
        assertEquals(0, given(member, day.getYear()));
        assertEquals(0, given(erased, day.getYear()));
    }

    @Test
    void whatWasGivenDoesNotTellTheBirthdayOfWhoTookTheProfileBack() {
        LocalDate day = past(7, 21);
        Newcomer member = born("1991-07-21");
        begins(day);
        assertEquals(1, given(member, day.getYear()));
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        assertEquals(1, given(member, day.getYear()), "still once in that year");
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from earn_occasion where kind = 'BIRTHDAY' and person_id = :x"
                                + " and extract(doy from day) = 1"
                                + " and at at time zone 'Asia/Shanghai' = cast(day as timestamp)"
                                + " and extract(doy from noted_at at time zone 'Asia/Shanghai') = 1"
                                + " and birthday_days is null"
                                + " and cast(explanation as jsonb) -> 'lines' = cast('[]' as jsonb)",
                        member.person()));
    }

    @Test
    void twoCardsOfOnePersonHaveOneBirthdayAYear() {
        LocalDate day = past(4, 9);
        Newcomer first = born("1980-04-09");
        Newcomer second = born("1980-04-09");
        begins(day);
        Api.command(chain.hq().token())
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        begins(day);
        assertEquals(2, given(first, day.getYear()), "both were given before, and keep it");
        LocalDate before = day.minusYears(1);
        begins(before);
        assertEquals(1, given(first, before.getYear()));
    }

    @Test
    void theDaysOfAStandstillAreMadeUpFor() {
        LocalDate last = LocalDate.of(2026, 3, 10);
        assertEquals(
                List.of(LocalDate.of(2026, 3, 9), LocalDate.of(2026, 3, 10), LocalDate.of(2026, 3, 11)),
                BirthdayListener.begun(new DayHasPassed(Ids.next(), LocalDate.of(2026, 3, 7), last)));
        assertEquals(
                List.of(LocalDate.of(2026, 3, 11)),
                BirthdayListener.begun(new DayHasPassed(Ids.next(), last.minusDays(1), last)));
        List<LocalDate> many = BirthdayListener.begun(new DayHasPassed(Ids.next(), last.minusDays(400), last));
        assertEquals(31, many.size());
        assertEquals(LocalDate.of(2026, 2, 9), many.get(0));
    }

    /** Of a list of the time before WeChat, whom nobody has claimed: they get nothing, and must not stand before the others. */
    @Test
    void whoIsBornAfterManyWhoGetNothingIsReached() {
        LocalDate day = past(8, 11);
        List<UUID> many = Run.now(() -> database.tx(() -> people.make(Collections.nCopies(450, clock.instant()))));
        Run.now(() -> database.sql("""
                        insert into member_profile (origin_id, person_id, birth_day, put_at)
                        select id, id, '08-11', now() from unnest(cast(:ids as uuid[])) as these (id)""").with("ids", many).run());
        Newcomer member = born("1990-08-11");
        begins(day);
        assertEquals(1, given(member, day.getYear()));
    }

    @Test
    void aPageOfThoseWhoAreBornOnADayIsFoundByTheIndex() {
        Plans.usesIndex(
                database,
                BirthdayListener.BORN,
                sql -> sql.with("born", "08-11")
                        .with("person", UUID.randomUUID())
                        .with("origin", UUID.randomUUID())
                        .with("first", LocalDate.of(2026, 1, 1))
                        .with("last", LocalDate.of(2026, 12, 31))
                        .with("size", 200),
                "member_profile",
                "member_profile_born");
    }

    @Test
    void whoIsErasedAndComesBackHasHadTheBirthdayOfTheYear() {
        LocalDate today = Days.today(clock);
        Newcomer first = born(today.withYear(1992).toString());
        begins(today);
        assertEquals(1, given(first, today.getYear()));
        Api.as(first.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(first.user(), first.phone(), null);
        newcomers.bind(
                again, Map.of("birthday", today.withYear(1993).withDayOfMonth(1).toString()));
        begins(today.withDayOfMonth(1));
        assertEquals(0, given(again, today.getYear()));
        begins(today.withDayOfMonth(1).minusYears(1));
        assertEquals(1, given(again, today.getYear() - 1), "of another year they had none");
    }
}
