package io.guike.journey;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.attribution.Scans;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Dump;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A random history of people who follow, scan, sign in, bind, are imported, merged, parted and erased, several things at
 * a time; then, and on the way, what must hold is looked for in the database. A failure names the seed; run it again with
 * {@code -Dpeople.seed=…}.
 */
@QuarkusTest
class PeopleModelTest {

    private static final int USERS = 6;
    private static final int PHONES = 4;
    private static final int ROUNDS = 22;
    private static final int SIDE_BY_SIDE = 4;

    /** Tables whose rows belong to somebody, now and at first. */
    private static final Map<String, String> BELONGINGS = Map.of(
            "wechat_identity", "person_id",
            "touch", "person_id",
            "owner_ruling", "person_id",
            "session", "subject_id",
            "consent", "person_id",
            "member_phone", "person_id",
            "member_profile", "person_id",
            "membership", "person_id");

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    Shoppers shoppers;

    @Inject
    Newcomers newcomers;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** Somebody in WeChat; several may share a number. */
    private record User(String id, String phone, String mini, String service) {}

    private Random random = new Random();
    private String seed = "";
    private String hq = "";
    private final List<User> users = new ArrayList<>();
    private final List<String> scenes = new ArrayList<>();
    private final Set<UUID> people = new HashSet<>();
    private final AtomicInteger scanned = new AtomicInteger();
    private final AtomicInteger seconds = new AtomicInteger();
    private Instant began = Instant.EPOCH;

    @BeforeEach
    void begin() {
        long number = Long.getLong("people.seed", System.nanoTime());
        seed = "seed " + number;
        random = new Random(number);
        hq = chain.hq().token();
        began = clock.instant().minus(Duration.ofDays(2));
        List<String> phones =
                IntStream.range(0, PHONES).mapToObj(i -> Newcomers.phone()).toList();
        for (int i = 0; i < USERS; i++) {
            users.add(user(phones.get(i % PHONES)));
        }
        for (int i = 0; i < 3; i++) {
            scenes.add(scans.code(CodeKind.STORE, chain.store().id(), null).scene());
        }
    }

    private User user(String phone) {
        String id = given().contentType("application/json")
                .body(Map.of("nickname", "顾客", "phone", phone))
                .post(Simulated.at("/users"))
                .path("id");
        return new User(id, phone, shoppers.miniOpenid(id), shoppers.serviceOpenid(id));
    }

    @Test
    void anyHistoryLeavesOnePersonForEachAndLosesNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> steps =
                    IntStream.range(0, SIDE_BY_SIDE).mapToObj(i -> step()).toList();
            Run.together(SIDE_BY_SIDE, i -> {
                steps.get(i).run();
                return i;
            });
            if (round % 5 == 4) {
                mergeAndUndoRestoresExactly();
            }
            check("after round " + round);
        }
        assertEquals(0, scans.wrongOwners(hq), seed);
        assertEquals(scanned.get(), touches(), seed + ": touches");
        whoIsErasedIsReadableNowhere();
    }

    private void whoIsErasedIsReadableNowhere() {
        users.forEach(this::erase);
        settled();
        List<String> gone = users.stream()
                .flatMap(user -> Stream.of(user.mini(), user.service()))
                .filter(openid -> personOf(openid) == null)
                .toList();
        assertTrue(gone.size() >= USERS, seed + ": erased");
        assertEquals(List.of(), Dump.found(database, gone), seed);
    }

    /** What is done is drawn before anything runs, so that the seed alone decides. */
    private Runnable step() {
        User user = users.get(random.nextInt(USERS));
        User other = users.get(random.nextInt(USERS));
        String scene = scenes.get(random.nextInt(scenes.size()));
        int dice = random.nextInt(100);
        if (dice < 12) {
            return () -> scan(user, scene);
        } else if (dice < 20) {
            return () -> follow(user, scene);
        } else if (dice < 35) {
            return () -> signIn(user, scene);
        } else if (dice < 60) {
            return () -> bind(user);
        } else if (dice < 75) {
            return () -> mergeByHeadOffice(user, other);
        } else if (dice < 85) {
            return this::undoSome;
        } else if (dice < 93) {
            return () -> importOffline(user.phone());
        } else {
            return () -> erase(user);
        }
    }

    private void scan(User user, String scene) {
        Instant at = began.plusSeconds(seconds.incrementAndGet());
        scans.scan(user.service(), scene, at).then().statusCode(200);
        scanned.incrementAndGet();
    }

    private void follow(User user, String scene) {
        Instant at = began.plusSeconds(seconds.incrementAndGet());
        scans.follow(user.service(), scene, at).then().statusCode(200);
        scanned.incrementAndGet();
    }

    private Newcomer signIn(User user, String scene) {
        String token = shoppers.signIn(user.id(), scene).token();
        if (scene != null) {
            scanned.incrementAndGet();
        }
        return new Newcomer(user.id(), user.phone(), token, UUID.randomUUID());
    }

    /** Refused with a reason where the number is somebody else's, or the person is erased meanwhile. */
    private void bind(User user) {
        Newcomer newcomer = signIn(user, null);
        one(newcomers.tryBind(newcomer), 200, 401, 409);
    }

    private void mergeByHeadOffice(User user, User other) {
        UUID one = personOf(user.mini());
        UUID two = personOf(other.service());
        if (one != null && two != null) {
            one(merge(one, two), 201, 404, 409, 422);
        }
    }

    private Response merge(UUID one, UUID two) {
        return Api.command(hq)
                .body(Map.of("personId", one, "otherPersonId", two, "reason", "模型"))
                .post("/api/hq/merges");
    }

    private void undoSome() {
        List<UUID> live = live();
        if (!live.isEmpty()) {
            one(undo(live.get(live.size() / 2)), 200, 409);
        }
    }

    private Response undo(UUID merge) {
        return Api.command(hq).body(Map.of("reason", "模型")).post("/api/hq/merges/" + merge + "/undo");
    }

    /** Somebody of the old list; their number may be known by now, and then the list's row is nobody's. */
    private void importOffline(String phone) {
        newcomers.offline(phone, "OLD" + UUID.randomUUID(), "老会员", began.minus(Duration.ofDays(400)));
    }

    private void erase(User user) {
        Newcomer newcomer = signIn(user, null);
        one(Api.as(newcomer.token()).delete("/api/me?confirm=ERASE"), 204, 401, 409);
    }

    private void one(Response answer, Integer... expected) {
        assertTrue(
                Set.of(expected).contains(answer.statusCode()),
                () -> seed + ": " + answer.statusCode() + " " + answer.asString());
    }

    private void mergeAndUndoRestoresExactly() {
        UUID one = personOf(users.get(random.nextInt(USERS)).mini());
        UUID two = personOf(users.get(random.nextInt(USERS)).mini());
        settled();
        if (one == null || two == null || one.equals(two)) {
            return;
        }
        Map<String, String> before = belongings();
        Response merged = merge(one, two);
        one(merged, 201);
        one(undo(UUID.fromString(merged.path("id"))), 200);
        assertEquals(before, belongings(), seed + ": an undo restores exactly");
    }

    /** Every row that belongs to somebody, and whose customers they are. */
    private Map<String, String> belongings() {
        Map<String, String> all = BELONGINGS.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        table -> text("select coalesce(string_agg(origin_id || '>' || " + table.getValue()
                                + ", ' ' order by origin_id, " + table.getValue() + "), '') from " + table.getKey()
                                + " where origin_id in (:people)")));
        all.put("ownership", text("""
                select coalesce(string_agg(person_id || '>' || coalesce(cast(store_id as text), '-'), ' ' order by person_id), '')
                from ownership where person_id in (:people)"""));
        all.put("main phones", text("""
                select coalesce(string_agg(hash || cast(main as text) || cast(proved_by is null as text), ' ' order by hash), '')
                from member_phone where person_id in (:people)"""));
        all.put("claims", text("""
                select coalesce(string_agg(number || state || claimant_id || coalesce(cast(holder_id as text), '-'), ' '
                  order by number), '')
                from phone_claim where claimant_id in (:people)"""));
        return all;
    }

    private String text(String sql) {
        return Run.now(
                () -> database.sql(sql).with("people", List.copyOf(people)).one(row -> row.text(0)));
    }

    /** Waits for what follows from the steps: unionids that arrive by the outbox, owners that are decided anew. */
    private void settled() {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        scans.count("select count(*) from outbox_delivery where state = 'PENDING' and attempts < :x", 3)
                                == 0);
        known();
    }

    private void check(String when) {
        settled();
        BELONGINGS.forEach((table, column) -> assertEquals(
                0,
                astray(table, "origin_id", column),
                () -> seed + " " + when + ": rows of " + table + " that are not with the living person"));
        assertEquals(
                0,
                astray("member_phone", "proved_by", "person_id"),
                () -> seed + " " + when + ": numbers that somebody else showed");
        assertEquals(
                0,
                scans.count(
                        "select count(*) from phone_claim where state = 'OPEN' and claimant_id = holder_id and 1 = :x",
                        1),
                () -> seed + " " + when + ": claims against oneself");
        assertEquals(
                0,
                scans.count(
                        "select count(*) from member_phone f join person p on p.id = f.person_id"
                                + " where (p.merged_into is not null or p.erased_at is not null) and 1 = :x",
                        1),
                () -> seed + " " + when + ": numbers of nobody");
        assertEquals(
                0,
                scans.count(
                        "select count(*) from (select subject from audit_entry where action = 'test.welcome' and 1 = :x"
                                + " group by subject, detail having count(*) > 1) twice",
                        1),
                () -> seed + " " + when + ": welcomed twice");
    }

    /** How many rows are not where the chain of merges leads. */
    private long astray(String table, String origin, String column) {
        return Run.now(() -> database.sql("""
                        with recursive up as (
                          select id as origin, id, merged_into from person where id in (:people)
                          union all
                          select up.origin, p.id, p.merged_into from up join person p on p.id = up.merged_into)
                        select count(*) from %s t join up on up.origin = t.%s and up.merged_into is null
                        where t.%s <> up.id""".formatted(table, origin, column))
                .with("people", List.copyOf(people))
                .one(row -> row.number(0)));
    }

    private long touches() {
        return Run.now(() -> database.sql("select count(*) from touch where scene in (:scenes)")
                .with("scenes", scenes)
                .one(row -> row.number(0)));
    }

    private List<UUID> live() {
        known();
        return Run.now(
                () -> database.sql("""
                        select m.id from person_merge m join person l on l.id = m.loser_id
                        where m.undone_at is null and l.erased_at is null and m.loser_id in (:people) order by m.id""").with("people", List.copyOf(people)).list(row -> row.uuid(0)));
    }

    /** Remembers everybody whom the users ever were, the erased too. */
    private void known() {
        List<String> openids = users.stream()
                .flatMap(user -> Stream.of(user.mini(), user.service()))
                .toList();
        List<UUID> found = Run.now(() -> database.sql("""
                        select origin_id from wechat_identity where openid in (:openids)
                        union select origin_id from touch where scene in (:scenes)
                        union select origin_id from member_phone""")
                .with("openids", openids)
                .with("scenes", scenes)
                .list(row -> row.uuid(0)));
        synchronized (people) {
            people.addAll(found);
        }
    }

    private UUID personOf(String openid) {
        return Run.now(() -> database.sql("select person_id from wechat_identity where openid = :openid")
                .with("openid", openid)
                .first(row -> row.uuid(0)));
    }
}
