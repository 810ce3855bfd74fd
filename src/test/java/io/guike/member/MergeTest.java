package io.guike.member;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Caller;
import io.guike.attribution.Scans;
import io.guike.platform.Database;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Ring;
import io.guike.support.Run;
import io.guike.wechat.WeChatAccounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MergeTest {

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    private String hq;
    private Ring ring;

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
        ring = new Ring(metrics);
    }

    @AfterEach
    void nobodyWaitedInARing() {
        ring.mustNotHaveClosed();
    }

    private UUID mini(String openid, String unionid) {
        return Run.now(() -> members.visitor(accounts.mini().appid(), openid, unionid))
                .id();
    }

    private UUID service(String openid, String unionid) {
        return Run.now(() -> members.visitor(accounts.service().appid(), openid, unionid))
                .id();
    }

    private static String unionid() {
        return "u" + UUID.randomUUID();
    }

    @Test
    void secondAccountOfOneUserIsTheSamePersonAtOnce() {
        String union = unionid();
        UUID person = mini(Scans.openid(), union);
        assertEquals(person, service(Scans.openid(), union));
        assertEquals(0, merged(person));
    }

    @Test
    void lateUnionidJoinsTwoPeople() {
        String union = unionid();
        String fan = Scans.openid();
        UUID first = service(fan, null);
        UUID second = mini(Scans.openid(), union);
        assertNotEquals(first, second);
        assertEquals(first, service(fan, union), "who has been known for longer survives");
        assertEquals(1, merged(first));
    }

    @Test
    void manyAtOnceEndInOnePerson() {
        String union = unionid();
        String inMini = Scans.openid();
        String inService = Scans.openid();
        service(inService, null);
        Run.together(60, i -> i % 2 == 0 ? mini(inMini, union) : service(inService, union));
        assertEquals(
                Set.of(service(inService, union)),
                Run.together(10, i -> mini(inMini, union)).stream().collect(Collectors.toSet()));
    }

    @Test
    void parallelMergesOfManyEndInOneSurvivor() {
        List<UUID> people = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> service(Scans.openid(), null))
                .toList();
        Run.together(
                11,
                i -> Run.now(() ->
                        merges.merge(people.get(i), people.get(i + 1), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试")));
        List<UUID> living = people.stream()
                .map(id ->
                        Run.now(() -> database.tx(session -> members.hold(id))).id())
                .distinct()
                .toList();
        assertEquals(1, living.size());
        assertEquals(people.get(0), living.get(0));
    }

    @Test
    void scansOfBothDecideTheOwnerAsIfTheyHadBeenOne() {
        UUID north = chain.store().id();
        UUID south = chain.store().id();
        String early = Scans.openid();
        String late = Scans.openid();
        Instant now = clock.instant();
        scans.scan(late, scans.code(CodeKind.STORE, south, null).scene(), now.minusSeconds(60));
        scans.scan(early, scans.code(CodeKind.STORE, north, null).scene(), now.minusSeconds(600));
        UUID survivor = scans.personOf(late);
        UUID loser = scans.personOf(early);
        String merge = merge(survivor, loser, 201);

        Api.as(hq)
                .get("/api/hq/people/" + survivor + "/attribution")
                .then()
                .statusCode(200)
                .body("customer.storeId", equalTo(north.toString()))
                .body("customer.storeId", equalTo(north.toString()))
                .body("touches.size()", equalTo(2));
        Api.as(hq).get("/api/hq/people/" + loser + "/attribution").then().statusCode(404);
        assertEquals(survivor, scans.personOf(early));

        String third = scans.code(CodeKind.STORE, chain.store().id(), null).scene();
        scans.scan(early, third, now);
        undo(merge, 200);
        Api.as(hq)
                .get("/api/hq/people/" + survivor + "/attribution")
                .then()
                .body("customer.storeId", equalTo(south.toString()))
                .body("touches.size()", equalTo(1));
        Api.as(hq)
                .get("/api/hq/people/" + loser + "/attribution")
                .then()
                .body("customer.storeId", equalTo(north.toString()))
                .body("touches.size()", equalTo(2));
        assertEquals(0, scans.wrongOwners(hq));
    }

    @Test
    void mergesOfMergedPeopleAreUndoneInAnyOrder() {
        UUID store = chain.store().id();
        List<String> openids = List.of(Scans.openid(), Scans.openid(), Scans.openid());
        openids.forEach(openid ->
                scans.scan(openid, scans.code(CodeKind.STORE, store, null).scene()));
        UUID a = scans.personOf(openids.get(0));
        UUID b = scans.personOf(openids.get(1));
        UUID c = scans.personOf(openids.get(2));
        String inner = merge(b, c, 201);
        String outer = merge(a, b, 201);
        assertEquals(3, touches(a));
        undo(inner, 200);
        assertEquals(List.of(2L, 0L, 1L), List.of(touches(a), touches(b), touches(c)));
        undo(outer, 200);
        assertEquals(List.of(1L, 1L, 1L), List.of(touches(a), touches(b), touches(c)));
        undo(outer, 409);
    }

    @Test
    void whomHeadOfficePartedNoUnionidJoinsAgain() {
        String union = unionid();
        String fan = Scans.openid();
        String user = Scans.openid();
        UUID first = service(fan, null);
        UUID second = mini(user, union);
        service(fan, union);
        undo(lastMergeOf(first), 200);
        assertEquals(second, mini(user, union));
        assertEquals(first, service(fan, union));
        assertEquals(0, merged(first));
    }

    @Test
    void parallelScansDuringAMergeStayWithTheLivingPerson() {
        UUID store = chain.store().id();
        String scene = scans.code(CodeKind.STORE, store, null).scene();
        String one = Scans.openid();
        String other = Scans.openid();
        scans.scan(one, scene);
        scans.scan(other, scene);
        UUID survivor = scans.personOf(one);
        UUID loser = scans.personOf(other);
        Instant now = clock.instant();
        Run.together(
                21, i -> i == 10 ? merge(survivor, loser, 201) : scans.scan(other, scene, now.minusSeconds(i + 10)));
        assertEquals(22, touches(survivor));
        assertEquals(0, touches(loser));
        assertEquals(0, scans.wrongOwners(hq));
    }

    @Test
    void parallelScansDuringAnUndoGoBackWithTheirPerson() {
        String scene = scans.code(CodeKind.STORE, chain.store().id(), null).scene();
        String one = Scans.openid();
        String other = Scans.openid();
        scans.scan(one, scene);
        scans.scan(other, scene);
        UUID survivor = scans.personOf(one);
        UUID loser = scans.personOf(other);
        String merge = merge(survivor, loser, 201);
        Instant now = clock.instant();
        Run.together(21, i -> {
            if (i == 10) {
                undo(merge, 200);
            } else {
                scans.scan(other, scene, now.minusSeconds(i + 10));
            }
            return i;
        });
        assertEquals(21, touches(loser));
        assertEquals(1, touches(survivor));
        assertEquals(0, scans.wrongOwners(hq));
    }

    @Test
    void anAccountThatCameDuringAMergeGoesBackWithIt() {
        String union = unionid();
        UUID survivor = service(Scans.openid(), null);
        UUID loser = service(Scans.openid(), union);
        String merge = merge(survivor, loser, 201);
        String late = Scans.openid();
        assertEquals(survivor, mini(late, union));
        undo(merge, 200);
        assertEquals(loser, mini(late, union));
    }

    @Test
    void mergingSomebodyWithThemselvesIsRefused() {
        UUID person = service(Scans.openid(), null);
        merge(person, person, 422);
        merge(person, UUID.randomUUID(), 404);
        undo(UUID.randomUUID().toString(), 404);
    }

    @Test
    void headOfficeSeesWhoWasMerged() {
        UUID a = service(Scans.openid(), null);
        UUID b = service(Scans.openid(), null);
        String merge = merge(a, b, 201);
        List<String> ids = Api.as(hq)
                .get("/api/hq/merges?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
        assertTrue(ids.contains(merge));
    }

    private String merge(UUID one, UUID other, int status) {
        return Api.command(hq)
                .body(Map.of("personId", one, "otherPersonId", other, "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private void undo(String merge, int status) {
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(status);
    }

    private long merged(UUID survivor) {
        return scans.count("select count(*) from person_merge where survivor_id = :x and undone_at is null", survivor);
    }

    private String lastMergeOf(UUID survivor) {
        return Run.now(() -> database.sql("select id from person_merge where survivor_id = :x and undone_at is null")
                        .with("x", survivor)
                        .one(row -> row.uuid(0)))
                .toString();
    }

    private long touches(UUID person) {
        return scans.count("select count(*) from touch where person_id = :x", person);
    }
}
