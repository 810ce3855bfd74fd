package io.guike.couponnotice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.notice.Notices.Notice;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.work.DayHasPassed;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that coupons lapse soon. */
@QuarkusTest
class RemindersTest {

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Reminders reminders;

    @Inject
    ReminderMessages messages;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;
    private Newcomer person;

    @BeforeEach
    void come() {
        hq = chain.hq().token();
        person = newcomers.come();
    }

    private void give(int days) {
        Map<String, Object> terms = CouponGiving.tasting();
        terms.put("validity", Map.of("kind", "DAYS", "days", days, "startsAfterDays", 0));
        giving.give(giving.template(hq, terms, Map.of()), person.person());
    }

    /** As if so many days had gone by without anybody looking. */
    private void dayPasses(int daysSince) {
        LocalDate yesterday = Days.today(clock).minusDays(1);
        Run.now(() -> reminders.on(new DayHasPassed(Ids.next(), yesterday.minusDays(daysSince), yesterday)));
    }

    /** To a minute after the midnight that so many days end with, in one step: nobody looks on the way. */
    private void pass(int days) {
        clock.move(
                Duration.between(clock.instant(), Days.start(Days.today(clock).plusDays(days)))
                        .plusMinutes(1));
        dayPasses(days);
    }

    private long noted(UUID of) {
        return newcomers.count("select count(*) from coupon_reminder where person_id = :x", of);
    }

    @Test
    void whoHasCouponsThatLapseSoonIsToldOnceInTheMorning() {
        give(4);
        give(4);
        pass(1);
        dayPasses(1);
        assertEquals(1, noted(person.person()));
        long hour = newcomers.count(
                "select extract(hour from due_at at time zone 'Asia/Shanghai')::bigint from coupon_reminder"
                        + " where person_id = :x",
                person.person());
        assertEquals(10, hour);
        assertTrue(words().startsWith("您有2张优惠券即将过期："), this::words);
        Run.now(() -> database.sql("update coupon_reminder set due_at = :now where person_id = :person")
                .with("now", clock.instant())
                .with("person", person.person())
                .run());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> newcomers.count(
                                "select count(*) from coupon_reminder where person_id = :x and state = 'DONE'",
                                person.person())
                        == 1);
    }

    private String words() {
        return Run.now(() -> database.sql("select id from coupon_reminder where person_id = :person")
                .with("person", person.person())
                .one(row -> row.uuid(0))
                .chain(messages::words)
                .map(Notice::text));
    }

    @Test
    void nextBatchIsReadFromWhereTheLastEndedAlsoWithinOneInstant() {
        String plan = Run.now(() -> database.tx(() -> database.sql("set local enable_seqscan = off")
                .run()
                .chain(() -> database.sql("set local enable_bitmapscan = off").run())
                .chain(() -> database.sql("explain " + Reminders.NEXT)
                        .with("by", clock.instant())
                        .with("until", clock.instant().minus(Duration.ofDays(1)))
                        .with("id", new UUID(0, 0))
                        .with("batch", 500)
                        .list(row -> row.text(0)))
                .map(lines -> String.join("\n", lines))));
        assertTrue(plan.contains("coupon_lapses") && plan.contains("(ROW(valid_until, id) > ROW("), plan);
        assertFalse(plan.contains("Filter:") || plan.contains("Sort"), plan);
    }

    @Test
    void whatLapsesOnAnotherDayIsAnotherDaysReminder() {
        give(5);
        pass(1);
        assertEquals(0, noted(person.person()));
        pass(1);
        assertEquals(1, noted(person.person()));
    }

    @Test
    void daysOfAStandstillAreMadeUpFor() {
        give(5);
        pass(3);
        assertEquals(1, noted(person.person()));
    }

    @Test
    void whatLivesThreeDaysOrLessIsRemindedOfTheNextMorning() {
        give(3);
        give(2);
        pass(1);
        assertEquals(1, noted(person.person()));
        assertTrue(words().startsWith("您有2张优惠券即将过期："), this::words);
    }

    @Test
    void whatWasSeenTheMidnightBeforeIsNotNotedAgain() {
        Instant got = clock.instant();
        assertTrue(isNew(got, Days.today(clock)), "on the midnight after it was got");
        assertFalse(isNew(got, Days.today(clock).plusDays(1)), "on the one after that");
    }

    /** On the midnight at the end of a day. */
    private boolean isNew(Instant got, LocalDate day) {
        Instant until = Days.start(Days.of(got).plusDays(3));
        return Reminders.Window.of(new DayHasPassed(Ids.next(), day.minusDays(1), day), 3)
                .isNew(new Reminders.Due(until, Ids.next(), person.person(), got));
    }

    @Test
    void aCouponOfOneDayIsOverBeforeAnybodyCouldBeReminded() {
        give(1);
        pass(1);
        assertEquals(0, noted(person.person()));
    }
}
