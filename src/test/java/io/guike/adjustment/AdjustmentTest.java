package io.guike.adjustment;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.member.Members;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.points.Purses;
import io.guike.staff.StaffMembers;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Head office gives and takes points by hand. */
@QuarkusTest
class AdjustmentTest {

    @Inject
    Purses purses;

    @Inject
    Newcomers newcomers;

    @Inject
    Members members;

    @Inject
    StaffMembers staffMembers;

    @Inject
    MovableClock clock;

    @Inject
    Chain chain;

    private String hq;
    private String second;
    private UUID person;

    @BeforeEach
    void begin() {
        hq = chain.hq().token();
        second = chain.hq().token();
        person = purses.person();
    }

    private Response adjust(long points) {
        return Api.command(hq)
                .body(Map.of("points", points, "reason", "补发", "expiry", "END_OF_YEAR:1"))
                .post("/api/hq/people/" + person + "/points/adjustments");
    }

    private String waiting(long points) {
        return adjust(points)
                .then()
                .statusCode(201)
                .body("state", equalTo("WAITING"))
                .body("fourEyes", equalTo(true))
                .extract()
                .path("id");
    }

    private static Response approve(String by, String id) {
        return Api.command(by).post("/api/hq/point-adjustments/" + id + "/approval");
    }

    private static Response reject(String by, String id) {
        return Api.command(by).body(Map.of("reason", "不对")).post("/api/hq/point-adjustments/" + id + "/rejection");
    }

    private static List<String> listed(String by, boolean waiting) {
        return Api.as(by)
                .get("/api/hq/point-adjustments?limit=100&waiting=" + waiting)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.id");
    }

    @Test
    void whoIsAdjustedReadsItInTheirExportWithoutWhoDidIt() {
        Newcomer member = newcomers.member();
        person = member.person();
        adjust(300).then().statusCode(201);
        String export = Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.adjustments.points", contains(300))
                .body("sections.adjustments[0].reason", equalTo("补发"))
                .body("sections.adjustments[0].state", equalTo("POSTED"))
                .body("sections.adjustments[0].askedBy", nullValue())
                .extract()
                .asString();
        assertThat(export, not(containsString("staff:")));
    }

    @Test
    void aSmallAdjustmentIsPostedAtOnce() {
        adjust(300).then().statusCode(201).body("state", equalTo("POSTED"));
        adjust(-120).then().statusCode(201).body("points", equalTo(-120));
        purses.has(person, 180, 180);
        adjust(-181).then().statusCode(409).body("code", equalTo("points.insufficient"));
        purses.has(person, 180, 180);
    }

    @Test
    void aLargeOneNeedsSomebodyElse() {
        String id = waiting(10_001);
        purses.has(person, 0, 0);
        assertThat(listed(hq, true), hasItem(id));
        approve(hq, id).then().statusCode(403).body("code", equalTo("adjustment.own"));
        approve(second, id).then().statusCode(200).body("state", equalTo("POSTED"));
        purses.has(person, 10_001, 10_001);
        approve(second, id).then().statusCode(409).body("code", equalTo("adjustment.decided"));
        reject(hq, id).then().statusCode(409);
        assertThat(listed(hq, true), not(hasItem(id)));
        assertThat(listed(hq, false), hasItem(id));
    }

    @Test
    void manySmallOnesDoNotPassForALargeOne() {
        adjust(6_000).then().statusCode(201).body("state", equalTo("POSTED"));
        waiting(4_001);
        waiting(-4_001);
        adjust(4_000).then().statusCode(201).body("state", equalTo("POSTED"));
        waiting(1);
    }

    @Test
    void oneAskerDoesNotSpreadALargeOneOverManyPeople() {
        adjust(6_000).then().statusCode(201).body("state", equalTo("POSTED"));
        person = purses.person();
        adjust(-1).then().statusCode(409);
        adjust(4_000).then().statusCode(201).body("state", equalTo("POSTED"));
        person = purses.person();
        String id = waiting(1);
        approve(second, id).then().statusCode(200);
        waiting(1);
        hq = second;
        adjust(1).then().statusCode(201).body("state", equalTo("POSTED"));
    }

    @Test
    void oneAskerDoesNotDoSoAtOnceEither() {
        List<UUID> people = Stream.generate(purses::person).limit(6).toList();
        List<String> states = Run.together(
                6,
                i -> Api.command(hq)
                        .body(Map.of("points", 4_000, "reason", "补发"))
                        .post("/api/hq/people/" + people.get(i) + "/points/adjustments")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("state"));
        assertEquals(2, states.stream().filter("POSTED"::equals).count(), states::toString);
    }

    @Test
    void aRejectedOneNeverPosts() {
        String id = waiting(20_000);
        reject(hq, id).then().statusCode(200).body("state", equalTo("REJECTED")).body("decisionReason", equalTo("不对"));
        approve(second, id).then().statusCode(409);
        purses.has(person, 0, 0);
        approve(second, UUID.randomUUID().toString())
                .then()
                .statusCode(404)
                .body("code", equalTo("adjustment.unknown"));
    }

    @Test
    void ofManyWhoApproveAtOnceOnePosts() {
        String id = waiting(20_000);
        List<Integer> statuses = Run.together(6, i -> approve(second, id).statusCode());
        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        purses.has(person, 20_000, 20_000);
    }

    @Test
    void whatIsNoAdjustmentIsRefused() {
        Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("points", 0, "reason", "x"))
                .post("/api/hq/people/" + person + "/points/adjustments")
                .then()
                .statusCode(400);
        Api.breaking(hq)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("points", 1, "reason", "x", "expiry", "SOON"))
                .post("/api/hq/people/" + person + "/points/adjustments")
                .then()
                .statusCode(400);
    }

    /** Somebody of head office who is a member too. */
    private void isAMember(Chain.Person staff) {
        Newcomer member = newcomers.member();
        person = member.person();
        Run.now(() -> members.identities(person))
                .forEach(one -> Chain.await(() -> staffMembers.linkWeChat(staff.id(), one.appid(), one.openid())));
    }

    @Test
    void whatIsForOneselfNeedsSomebodyElseHoweverLittleItIs() {
        Chain.Person me = chain.hq();
        isAMember(me);
        hq = me.token();
        String id = waiting(10);
        approve(hq, id).then().statusCode(403).body("code", equalTo("adjustment.own"));
        approve(second, id).then().statusCode(200).body("state", equalTo("POSTED"));
    }

    @Test
    void whatIsForAColleagueNeedsSomebodyElseHoweverLittleItIs() {
        isAMember(chain.hq());
        String id = waiting(10);
        approve(second, id).then().statusCode(200).body("state", equalTo("POSTED"));
    }

    @Test
    void nobodyApprovesWhatIsForThemselves() {
        Chain.Person me = chain.hq();
        isAMember(me);
        String id = waiting(20_000);
        approve(me.token(), id).then().statusCode(403).body("code", equalTo("adjustment.own-points"));
        approve(second, id).then().statusCode(200).body("state", equalTo("POSTED"));
    }

    @Test
    void theLimitIsNotNewAtMidnight() {
        clock.move(Duration.between(
                clock.instant(), Days.start(Days.today(clock).plusDays(1)).minusSeconds(60)));
        hq = chain.hq().token();
        adjust(6_000).then().statusCode(201).body("state", equalTo("POSTED"));
        clock.move(Duration.ofMinutes(2));
        waiting(4_001);
        clock.move(Duration.ofHours(24));
        hq = chain.hq().token();
        adjust(10_000).then().statusCode(201).body("state", equalTo("POSTED"));
    }
}
