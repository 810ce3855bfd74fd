package io.guike.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.support.Background;
import io.guike.support.MovableClock;
import io.guike.support.OtherSession;
import io.guike.support.Ring;
import io.guike.support.Run;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The one mechanism behind the sign-ins of staff and shoppers. */
@QuarkusTest
class SessionsTest {

    @Inject
    Sessions sessions;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    @Inject
    DataSource source;

    @Inject
    MeterRegistry metrics;

    private final UUID person = Ids.next();

    @Test
    void eachRefreshTokenWorksOnceAndBringsTheNext() {
        Tokens first = open(person, person);
        Tokens second = renewed(first);
        Tokens third = renewed(second);
        assertEquals(first.session(), third.session());
        assertNotEquals(first.refreshToken(), second.refreshToken());
        assertTrue(isAlive(third, person));
    }

    @Test
    void aSpentTokenThatComesBackEndsTheWholeFamily() {
        Tokens stolen = open(person, person);
        Tokens thiefs = renewed(renewed(stolen));
        Renewal.Betrayed betrayed = assertInstanceOf(Renewal.Betrayed.class, refresh(stolen));
        assertEquals(person, betrayed.subject());
        assertInstanceOf(Renewal.Refused.class, refresh(thiefs));
        assertFalse(isAlive(thiefs, person));
        assertInstanceOf(Renewal.Refused.class, refresh(stolen));
    }

    @Test
    void anEarlierThiefIsFoundOutMonthsLater() {
        Tokens stolen = open(person, person);
        Tokens thiefs = renewed(stolen);
        for (int month = 0; month < 3; month++) {
            clock.move(Duration.ofDays(30));
            thiefs = renewed(thiefs);
            Run.now(() -> sessions.forgetOld());
        }
        assertInstanceOf(Renewal.Betrayed.class, refresh(stolen));
        assertFalse(isAlive(thiefs, person));
    }

    @Test
    void ofManyAtOnceOneWinsAndTheOthersAreReuse() {
        Tokens tokens = open(person, person);
        List<Renewal> came = Run.together(12, number -> refresh(tokens));
        assertEquals(1, count(came, Renewal.Renewed.class));
        assertEquals(1, count(came, Renewal.Betrayed.class));
        assertEquals(10, count(came, Renewal.Refused.class));
        assertFalse(isAlive(tokens, person));
    }

    @Test
    void aTokenOfAnotherAudienceIsUnknownAndStaysGood() {
        Tokens tokens = open(person, person);
        assertInstanceOf(Renewal.Refused.class, Run.now(() -> sessions.refresh(Audience.STAFF, tokens.refreshToken())));
        renewed(tokens);
    }

    @Test
    void sessionsFollowTheirPersonThroughAMergeAndBackAgain() {
        UUID survivor = Ids.next();
        Tokens tokens = open(person, person);
        Tokens other = open(survivor, survivor);
        Run.now(() -> sessions.follow(Audience.SHOPPER, List.of(person), survivor));
        assertTrue(isAlive(tokens, person), "the tokens stay good");
        Tokens later = renewed(tokens);
        assertEquals(survivor, later.subject());
        Run.now(() -> sessions.follow(Audience.SHOPPER, List.of(person), person));
        assertEquals(person, renewed(later).subject());
        assertEquals(survivor, renewed(other).subject());
    }

    @Test
    void everywhereIsEverywhereAlsoWhereTheSessionCameWithAMerge() {
        UUID survivor = Ids.next();
        UUID stranger = Ids.next();
        List<Tokens> theirs = List.of(open(person, person), open(survivor, person), open(survivor, survivor));
        Tokens strangers = open(stranger, stranger);
        Run.now(() -> sessions.endAll(Audience.SHOPPER, survivor, End.SIGNED_OUT));
        assertTrue(isAlive(theirs.get(0), person), "was not theirs any more");
        assertInstanceOf(Renewal.Refused.class, refresh(theirs.get(1)));
        assertInstanceOf(Renewal.Refused.class, refresh(theirs.get(2)));
        assertTrue(isAlive(strangers, stranger));
    }

    @Test
    void erasingLeavesNoSessionOfAnyOriginBehind() {
        UUID survivor = Ids.next();
        UUID stranger = Ids.next();
        List<Tokens> theirs = List.of(open(person, person), open(survivor, person), open(survivor, survivor));
        Tokens strangers = open(stranger, stranger);
        Run.now(() -> sessions.forget(Audience.SHOPPER, List.of(person, survivor)));
        theirs.forEach(tokens -> {
            assertEquals(0, rows(tokens));
            assertInstanceOf(Renewal.Refused.class, refresh(tokens));
        });
        Run.now(() -> sessions.forget(Audience.SHOPPER, List.of()));
        assertTrue(isAlive(strangers, stranger));
    }

    @Test
    void anEmptiedRedisNeitherSignsOutNorIn() {
        Tokens alive = open(person, person);
        Tokens over = open(person, person);
        Run.now(() -> sessions.end(over.session(), End.SIGNED_OUT));
        RedisClient redis = RedisClient.create(ConfigProvider.getConfig().getValue("guike.redis.url", String.class));
        redis.connect().sync().flushall();
        redis.shutdown();
        assertTrue(isAlive(alive, person));
        assertFalse(isAlive(over, person));
        assertInstanceOf(Renewal.Refused.class, refresh(over));
        renewed(alive);
    }

    @Test
    void whatIsOverForAMonthIsForgottenAndTheLivingStay() {
        Tokens over = open(person, person);
        Run.now(() -> sessions.end(over.session(), End.SIGNED_OUT));
        Tokens idle = open(person, person);
        clock.move(Duration.ofDays(31));
        Tokens alive = renewed(open(person, person));
        Run.now(() -> sessions.forgetOld());
        assertEquals(0, rows(over));
        assertEquals(1, rows(idle));
        clock.move(Duration.ofDays(90));
        assertInstanceOf(Renewal.Refused.class, refresh(alive), "lapsed just now");
        Run.now(() -> sessions.forgetOld());
        assertEquals(0, rows(idle));
        assertEquals(1, rows(alive));
    }

    @Test
    void whoDeletesASessionIsNotInTheWayOfWhoRefreshesIt() {
        Tokens tokens = open(person, person);
        Ring ring = new Ring(metrics);
        Background<Renewal> renewal;
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("select 1 from session where id = ? for update", tokens.session());
            renewal = Background.of(() -> refresh(tokens));
            assertEquals(1, other.awaited().run("delete from session where id = ?", tokens.session()));
        }
        assertInstanceOf(Renewal.Refused.class, renewal.get());
        ring.mustNotHaveClosed();
    }

    private Tokens open(UUID subject, UUID origin) {
        return Run.now(() -> sessions.open(Audience.SHOPPER, subject, origin, null));
    }

    private Renewal refresh(Tokens tokens) {
        return Run.now(() -> sessions.refresh(Audience.SHOPPER, tokens.refreshToken()));
    }

    private Tokens renewed(Tokens tokens) {
        return assertInstanceOf(Renewal.Renewed.class, refresh(tokens)).tokens();
    }

    private boolean isAlive(Tokens tokens, UUID origin) {
        return Run.now(() -> sessions.alive(
                        database.sql("select 1 from session alive where " + Sessions.ALIVE),
                        Audience.SHOPPER,
                        origin,
                        tokens.session())
                .exists());
    }

    private long rows(Tokens tokens) {
        return Run.now(() -> database.sql("select count(*) from session where id = :id")
                .with("id", tokens.session())
                .one(row -> row.number(0)));
    }

    private static long count(List<Renewal> all, Class<? extends Renewal> kind) {
        return all.stream().filter(kind::isInstance).count();
    }
}
