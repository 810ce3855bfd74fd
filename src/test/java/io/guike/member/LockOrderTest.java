package io.guike.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.access.Caller;
import io.guike.attribution.Scans;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Background;
import io.guike.support.OtherSession;
import io.guike.support.Ring;
import io.guike.support.Run;
import io.guike.wechat.Callbacks;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatAccounts.Account;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody waits in a ring: the order of the capability's page, pair by pair. */
@QuarkusTest
class LockOrderTest {

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Erasures erasures;

    @Inject
    Newcomers newcomers;

    @Inject
    Scans scans;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Database database;

    @Inject
    DataSource source;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    private Ring ring;

    @BeforeEach
    void look() {
        ring = new Ring(metrics);
    }

    @AfterEach
    void nobodyWaitedInARing() {
        ring.mustNotHaveClosed();
    }

    private UUID come(Account account, String openid, String unionid) {
        return Run.now(() -> members.visitor(account.appid(), openid, unionid)).id();
    }

    private UUID somebody() {
        return come(accounts.service(), Scans.openid(), null);
    }

    private UUID merge(UUID one, UUID other) {
        return Run.now(() -> merges.byHand(one, other, Caller.SYSTEM, "测试")).id();
    }

    private void undo(UUID merge) {
        Run.now(() -> merges.undo(merge, Caller.SYSTEM, "测试"));
    }

    @Test
    void aNewUnionidIsToldByManyOneAfterTheOther() {
        for (int round = 0; round < 6; round++) {
            String unionid = "u" + UUID.randomUUID();
            String mini = Scans.openid();
            String service = Scans.openid();
            if (round % 2 == 0) {
                come(accounts.service(), service, null);
            }
            List<UUID> people = Run.together(
                    12,
                    i -> i % 2 == 0
                            ? come(accounts.mini(), mini, unionid)
                            : come(accounts.service(), service, unionid));
            assertEquals(12, people.size());
            assertEquals(scans.personOf(mini), scans.personOf(service));
        }
    }

    @Test
    void whoeverWasMergedIsHeldWithTheSurvivorWhileOthersPartThem() {
        UUID one = somebody();
        UUID other = somebody();
        Run.together(9, i -> {
            for (int round = 0; round < 6; round++) {
                if (i == 0) {
                    undo(merge(one, other));
                } else {
                    Run.now(() -> database.tx(() -> members.hold(i % 2 == 0 ? one : other)));
                }
            }
            return i;
        });
        assertEquals(List.of(one, other), List.of(living(one), living(other)));
    }

    private UUID living(UUID person) {
        return Run.now(() -> members.living(person));
    }

    @Test
    void aForeignKeyToSomebodyWhoIsHeldWaitsForNobody() {
        UUID person = somebody();
        int made = Run.now(() -> database.tx(() -> members.hold(person)
                .chain(() -> database.apart(() -> database.sql("""
                                insert into phone_proof (code_hash, origin_id, sealed, proved_at)
                                values (:hash, :person, cast('x' as bytea), now())""")
                        .with("hash", "test" + UUID.randomUUID())
                        .with("person", person)
                        .run()))));
        assertEquals(1, made);
    }

    @Test
    void peopleAreHeldBeforeTheMergeThatIsUndone() {
        UUID one = somebody();
        UUID loser = somebody();
        UUID merge = merge(one, loser);
        Background<Integer> undone;
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("select 1 from person where id in (?, ?) order by id for no key update", one, loser);
            undone = Background.of(() -> {
                undo(merge);
                return 1;
            });
            other.awaited().run("update person_merge set reason = reason where id = ?", merge);
        }
        undone.get();
        assertEquals(loser, living(loser));
    }

    @Test
    void whoHasANumberIsHeldBeforeItsRow() {
        String phone = Newcomers.phone();
        UUID offline = newcomers.offline(
                phone, "OLD" + UUID.randomUUID(), "老会员", clock.instant().minus(Duration.ofDays(400)));
        Newcomer newcomer = newcomers.come(phone, null);
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        Background<Response> bound;
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("select 1 from person where id = ? for no key update", offline);
            bound = Background.of(() -> Newcomers.tryBind(newcomer, application));
            other.awaited().run("update member_phone set since = since where person_id = ?", offline);
        }
        bound.get().then().statusCode(200);
        assertEquals(living(offline), living(newcomer.person()));
    }

    @Test
    void nobodyIsHeldWhileAQueueWorksForThem() {
        whileOneOf("select 1 from wechat_inbox where openid = ? for update");
        whileOneOf("""
                select 1 from outbox_delivery d join outbox_event e on e.id = d.event_id
                where position(? in e.payload) > 0 for update of d""");
    }

    /** The worker has the row, and asks for the person. */
    private void whileOneOf(String rows) {
        String openid = Scans.openid();
        scans.follow(openid, "").then().statusCode(200);
        settled(openid);
        UUID person = scans.personOf(openid);
        Background<Integer> erased;
        try (OtherSession other = OtherSession.begin(source)) {
            assertEquals(1, other.run(rows, openid));
            double before = ring.overtaken();
            erased = Background.of(() -> {
                Run.now(() -> erasures.erase(person, Caller.SYSTEM, "test"));
                return 1;
            });
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ring.overtaken() > before);
            assertEquals(1, other.run("select 1 from person where id = ? for share", person));
        }
        erased.get();
        assertEquals(1, scans.count("select count(*) from person where id = :x and erased_at is not null", person));
    }

    /** Handled, and what followed from it delivered. */
    private void settled(String openid) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> scans.count("""
                                select (select count(*) from wechat_inbox where openid = :x and state = 'PENDING')
                                  + (select count(*) from outbox_delivery d join outbox_event e on e.id = d.event_id
                                     where position(cast(:x as text) in e.payload) > 0 and d.state = 'PENDING')""", openid) == 0);
    }

    @Test
    void bothAccountsOfOnePersonMayBeClosedAtOnce() {
        for (int round = 0; round < 4; round++) {
            String unionid = "u" + UUID.randomUUID();
            Map<Account, String> openids = Map.of(accounts.mini(), Scans.openid(), accounts.service(), Scans.openid());
            openids.forEach((account, openid) -> come(account, openid, unionid));
            UUID person = scans.personOf(openids.get(accounts.mini()));
            List<Account> both = List.copyOf(openids.keySet());
            Run.together(2, i -> close(both.get(i), openids.get(both.get(i))));
            openids.values().forEach(this::settled);
            assertEquals(1, scans.count("select count(*) from person where id = :x and erased_at is not null", person));
            openids.values()
                    .forEach(openid -> assertEquals(
                            0, scans.count("select count(*) from wechat_inbox where openid = :x", openid)));
        }
    }

    private Response close(Account account, String openid) {
        Callbacks callbacks = new Callbacks(account, clock.instant());
        Response answer =
                callbacks.safe(callbacks.privacy("user_authorization_cancellation", openid, "", clock.instant()));
        answer.then().statusCode(200);
        return answer;
    }

    @Test
    void whoScansWhileTheyAreErasedWaitsInNoRing() {
        for (int round = 0; round < 3; round++) {
            String openid = Scans.openid();
            scans.follow(openid, "").then().statusCode(200);
            UUID person = scans.personOf(openid);
            Run.together(7, i -> {
                if (i == 3) {
                    Run.now(() -> erasures.erase(person, Caller.SYSTEM, "test"));
                } else {
                    scans.scan(openid, "nowhere", clock.instant().minusSeconds(i))
                            .then()
                            .statusCode(200);
                }
                return i;
            });
            settled(openid);
            assertEquals(1, scans.count("select count(*) from person where id = :x and erased_at is not null", person));
        }
    }
}
