package io.guike.lapsenotice;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.membership.Newcomers;
import io.guike.notice.Notices.Notice;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.points.Expiry;
import io.guike.points.Purses;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Simulated;
import io.guike.wechat.WeChatAccounts;
import io.guike.work.DayHasPassed;
import io.guike.work.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People hear of points that lapse soon: in the morning, of what is left then. */
@QuarkusTest
class LapseNoticeTest {

    private static final Duration WAIT = Duration.ofSeconds(60);

    @Inject
    Reminders reminders;

    @Inject
    ReminderMessages messages;

    @Inject
    Newcomers newcomers;

    @Inject
    Shoppers shoppers;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Purses purses;

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    MovableClock clock;

    /** At one o'clock nobody is told for hours. */
    @BeforeEach
    void night() {
        Instant night = Days.start(Days.today(clock).plusDays(1)).plus(Duration.ofHours(1));
        clock.move(Duration.between(clock.instant(), night));
    }

    /** When the service itself has been through everybody. */
    private void quiet() {
        await().atMost(WAIT)
                .until(() -> newcomers.count(
                                "select count(*) from passed_day where day = :x",
                                Days.today(clock).minusDays(1))
                        == 1);
        await().atMost(WAIT)
                .until(() -> newcomers.count(
                                "select count(*) from outbox_delivery where listener = :x and state = 'PENDING'",
                                "lapsenotice.remind")
                        == 0);
    }

    /** When everybody's turn has come. */
    private void morning() {
        clock.move(Duration.ofHours(10));
    }

    private void midnight() {
        LocalDate today = Days.today(clock);
        Run.now(() -> reminders
                .on(new DayHasPassed(Ids.next(), today.minusDays(2), today.minusDays(1)))
                .replaceWith(true));
    }

    private long noted(UUID person) {
        return count("true", person);
    }

    private long count(String condition, UUID person) {
        return newcomers.count("select count(*) from points_reminder where person_id = :x and " + condition, person);
    }

    private UUID only(UUID person) {
        return Run.now(() -> database.sql("select id from points_reminder where person_id = :person")
                .with("person", person)
                .one(row -> row.uuid(0)));
    }

    private Notice words(UUID reminder) {
        return Run.now(() -> messages.words(reminder));
    }

    private boolean isTold(UUID person) {
        return count("state = 'DONE' and done_at is not null", person) == 1;
    }

    /** Somebody whom WeChat lets us reach, because they have just written. */
    private String talking() {
        String user = shoppers.user();
        shoppers.signInOnPage(user, false);
        act(user, "follow", Map.of("appid", accounts.service().appid()));
        act(user, "messages", Map.of("appid", accounts.service().appid(), "text", "你好"));
        return user;
    }

    private static void act(String user, String what, Map<String, ?> body) {
        int status = given().contentType("application/json")
                .body(body)
                .post(Simulated.at("/users/" + user + "/" + what))
                .statusCode();
        assertEquals(2, status / 100);
    }

    private List<String> heard(String user) {
        return given().get(Simulated.at("/users/" + user + "/conversations/"
                        + accounts.service().appid()))
                .jsonPath()
                .getList("messages.findAll { it.from == 'account' && it.text.contains('积分将于') }.text");
    }

    private double outcome(String outcome) {
        return metrics.counter("guike.points.reminders", "outcome", outcome).count();
    }

    @Test
    void whoseLapseIsNearIsNotedOnceForTheMorning() {
        UUID person = purses.person();
        purses.earn(person, 30, Expiry.days(7));
        purses.earn(person, 12, Expiry.days(7));
        purses.earn(person, 5, Expiry.days(9));
        midnight();
        midnight();
        assertEquals(1, noted(person));
        assertEquals(1, count(atTen(), person));
        assertTrue(words(only(person)).text().startsWith("您有 42 积分"));
        clock.move(Duration.ofDays(2));
        midnight();
        assertEquals(2, noted(person));
    }

    private static String atTen() {
        return "state = 'PENDING' and extract(hour from due_at at time zone 'Asia/Shanghai') = 10";
    }

    @Test
    void whatIsLeftInTheMorningIsTold() {
        String user = talking();
        UUID person = newcomers.personOf(shoppers.serviceOpenid(user));
        purses.earn(person, 42, Expiry.days(7));
        midnight();
        assertEquals(1, count("state = 'PENDING' and attempts = 0", person), "nobody is told at night");
        purses.spend(person, 30);
        morning();
        await().atMost(WAIT).until(() -> isTold(person));
        assertEquals(1, heard(user).size());
        assertTrue(heard(user).get(0).startsWith("您有 12 积分将于 "), heard(user)::toString);
    }

    @Test
    void whoHasNothingLeftInTheMorningHearsNothing() {
        String user = talking();
        UUID person = newcomers.personOf(shoppers.serviceOpenid(user));
        purses.earn(person, 42, Expiry.days(7));
        midnight();
        purses.spend(person, 42);
        double before = outcome("nothing-left");
        morning();
        await().atMost(WAIT).until(() -> isTold(person));
        assertTrue(outcome("nothing-left") > before);
        assertEquals(List.of(), heard(user));
    }

    @Test
    void whoeverCannotBeReachedIsCounted() {
        UUID member = newcomers.member().person();
        double before = outcome("no-account");
        purses.earn(member, 30, Expiry.days(2));
        midnight();
        morning();
        await().atMost(WAIT).until(() -> isTold(member));
        assertTrue(outcome("no-account") > before);
    }

    @Test
    void reminderGoesWithThePointsToTheSurvivorOfAMerge() {
        UUID one = purses.person();
        UUID other = purses.person();
        purses.earn(one, 10, Expiry.days(3));
        purses.earn(other, 5, Expiry.days(4));
        midnight();
        purses.merge(one, other);
        UUID survivor = purses.living(one);
        assertEquals(2, noted(survivor));
        midnight();
        assertEquals(2, noted(survivor), "and is not noted again");
    }

    @Test
    void nothingIsKeptOfWhoWasErased() {
        quiet();
        UUID person = purses.person();
        purses.earn(person, 10, Expiry.days(3));
        midnight();
        UUID reminder = only(person);
        purses.erase(person);
        assertEquals(0, noted(person));
        assertNull(words(reminder));
    }

    /** The older version noted the person, told the outbox, and was replaced before the outbox told the person. */
    @Test
    void announcementOfAnOlderVersionIsToldInTheMorning() {
        UUID person = purses.person();
        purses.earn(person, 42, Expiry.days(5));
        Instant end = Run.now(() -> database.sql("""
                        select l.expires_at from points_account a join points_lot l on l.origin_id = a.origin_id
                        where a.person_id = :person""").with("person", person).one(row -> row.instant(0)));
        Run.now(() -> database.sql("""
                        insert into points_reminder (person_id, expires_at, at) values (:person, :end, :now)
                        on conflict (person_id, expires_at) do update set state = default, due_at = default""")
                .with("person", person)
                .with("end", end)
                .with("now", clock.instant())
                .run());
        assertEquals(1, count("state = 'DONE' and done_at is null", person));
        midnight();
        assertEquals(1, count("state = 'DONE' and done_at is null", person), "told by the version that noted it");

        PointsLapseSoon soon = new PointsLapseSoon(person, 42, Days.of(end.minus(Duration.ofSeconds(1))));
        Run.now(() -> outbox.announce(soon));
        await().atMost(WAIT).until(() -> count(atTen(), person) == 1);
        assertTrue(Objects.requireNonNull(words(only(person))).text().startsWith("您有 42 积分"));
        morning();
        await().atMost(WAIT).until(() -> isTold(person));

        Run.now(() -> outbox.announce(soon));
        await().atMost(WAIT).until(() -> delivered(person) == 2);
        assertTrue(isTold(person), "nobody is told twice");
    }

    private long delivered(UUID person) {
        return newcomers.count("""
                select count(*) from outbox_delivery d join outbox_event e on e.id = d.event_id
                where e.type = 'PointsLapseSoon' and e.subject = :x and d.state = 'DONE'""", person);
    }
}
