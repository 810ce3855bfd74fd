package io.guike.tag;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Days;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Head office puts people into segments, and coupons are meant for them. */
@QuarkusTest
class TagTest {

    @Inject
    Newcomers newcomers;

    @Inject
    CouponGiving giving;

    @Inject
    Chain chain;

    @Inject
    MovableClock movable;

    @Inject
    Clock clock;

    private String hq = "";

    @BeforeEach
    void signIn() {
        hq = chain.hq().token();
    }

    static Map<String, ?> meantFor(String tag) {
        return Map.of("audience", Map.of("kind", "TAG", "tag", tag), "claimable", true);
    }

    private UUID template(String tag) {
        return giving.template(hq, CouponGiving.amount(1_000, 0), meantFor(tag));
    }

    private static Response claim(String token, UUID template) {
        return Api.command(token).body(Map.of("templateId", template)).post("/api/me/coupon-claims");
    }

    private static void isNotMeantFor(String token, UUID template) {
        claim(token, template).then().statusCode(409).body("code", equalTo("claim.not-for-you"));
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code));
    }

    @Test
    void whoIsListedUnderATagMayClaimWhatIsMeantForIt() {
        Newcomer guest = newcomers.come();
        String card = newcomers.bind(guest).getString("cardNumber");
        Newcomer other = newcomers.member();
        String code = Tagging.tag(hq);
        UUID template = template(code);
        isNotMeantFor(guest.token(), template);
        Tagging.putAll(hq, code, "卡号\n" + card + "\n").then().statusCode(200).body("created", equalTo(1));
        isNotMeantFor(other.token(), template);
        claim(guest.token(), template).then().statusCode(201);
        Tagging.view(hq, code).then().statusCode(200).body("people", equalTo(1));
        Api.as(hq)
                .get("/api/hq/tags/" + code + "/people")
                .then()
                .statusCode(200)
                .body("items.personId", contains(guest.person().toString()))
                .body("items[0].reason", equalTo("茶会名单"))
                .body("next", nullValue());
        Tagging.of(hq, guest.person())
                .then()
                .statusCode(200)
                .body("items.code", contains(code))
                .body("items[0].name", equalTo("爱茶客"))
                .body("items[0].counts", equalTo(true));
        Tagging.of(hq, other.person()).then().statusCode(200).body("items", empty());
    }

    @Test
    void aTagCountsToTheEndOfItsLastDayInShanghai() {
        Newcomer guest = newcomers.member();
        String code = Tagging.tag(hq);
        UUID before = template(code);
        UUID after = template(code);
        LocalDate last = Days.today(clock).plusDays(1);
        Tagging.put(hq, guest.person(), code, last)
                .then()
                .statusCode(200)
                .body("until", equalTo(last.toString()))
                .body("counts", equalTo(true));
        Instant over = Days.start(last.plusDays(1));
        moveTo(over.minus(Duration.ofHours(2)));
        claim(again(guest), before).then().statusCode(201);
        moveTo(over);
        String token = again(guest);
        isNotMeantFor(token, after);
        hq = chain.hq().token();
        Tagging.view(hq, code).then().body("people", equalTo(0));
        Api.as(hq).get("/api/hq/tags/" + code + "/people").then().body("items", empty());
        Tagging.of(hq, guest.person()).then().body("items[0].counts", equalTo(false));
        Instant anew = clock.instant();
        String since = Tagging.put(hq, guest.person(), code, null)
                .then()
                .statusCode(200)
                .body("until", nullValue())
                .extract()
                .path("since");
        assertFalse(Instant.parse(since).isBefore(anew), "what had ended begins anew");
        claim(token, after).then().statusCode(201);
    }

    private void moveTo(Instant moment) {
        movable.move(Duration.between(clock.instant(), moment));
    }

    private String again(Newcomer guest) {
        return newcomers.signIn(guest.user(), guest.phone(), null).token();
    }

    @Test
    void aRetiredTagIsCarriedByNobodyAndStaysWritten() {
        Newcomer guest = newcomers.member();
        String code = Tagging.tag(hq);
        UUID template = template(code);
        Tagging.put(hq, guest.person(), code, null).then().statusCode(200);
        String retired = Tagging.retire(hq, code)
                .then()
                .statusCode(200)
                .body("people", nullValue())
                .body("retiredAt", notNullValue())
                .extract()
                .path("retiredAt");
        Tagging.retire(hq, code).then().statusCode(200).body("retiredAt", equalTo(retired));
        isNotMeantFor(guest.token(), template);
        Tagging.of(hq, guest.person())
                .then()
                .body("items.code", contains(code))
                .body("items[0].counts", equalTo(false));
        Api.as(hq).get("/api/hq/tags/" + code + "/people").then().body("items", empty());
        refused(Tagging.put(hq, guest.person(), code, null), 409, "tag.retired");
        refused(Tagging.putAll(hq, code, "会员号\nNOBODY\n"), 409, "tag.retired");
        refused(Tagging.create(hq, code, "别的"), 409, "tag.code-taken");
        Tagging.take(hq, guest.person(), code).then().statusCode(204);
        Tagging.of(hq, guest.person()).then().body("items", empty());
    }

    @Test
    void mergingKeepsTagsAndPartingGivesThemBack() {
        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        String shared = Tagging.tag(hq);
        String ofSecond = Tagging.tag(hq);
        UUID before = template(ofSecond);
        UUID after = template(ofSecond);
        Tagging.put(hq, first.person(), shared, null).then().statusCode(200);
        Tagging.put(hq, second.person(), shared, Days.today(clock).plusDays(9))
                .then()
                .statusCode(200);
        Tagging.put(hq, second.person(), ofSecond, null).then().statusCode(200);
        isNotMeantFor(first.token(), before);
        String merge = Api.command(hq)
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .body("survivorId", equalTo(first.person().toString()))
                .extract()
                .path("id");
        Tagging.view(hq, shared).then().body("people", equalTo(1));
        Tagging.of(hq, second.person())
                .then()
                .body("items", hasSize(2))
                .body("items.find { it.code == '" + shared + "' }.until", nullValue());
        claim(first.token(), before).then().statusCode(201);
        Api.command(hq)
                .body(Map.of("reason", "不是同一人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        Tagging.of(hq, first.person()).then().body("items.code", contains(shared));
        Tagging.of(hq, second.person()).then().body("items", hasSize(2));
        Tagging.view(hq, shared).then().body("people", equalTo(2));
        isNotMeantFor(first.token(), after);
        claim(second.token(), after).then().statusCode(201);
    }

    @Test
    void whatIsSaidOfAMergedPersonIsSaidOfBothSides() {
        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        String code = Tagging.tag(hq);
        Tagging.put(hq, first.person(), code, null).then().statusCode(200);
        Tagging.put(hq, second.person(), code, null).then().statusCode(200);
        Api.command(hq)
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        String last = Days.today(clock).plusDays(9).toString();
        Tagging.put(hq, first.person(), code, LocalDate.parse(last)).then().body("until", equalTo(last));
        assertEquals(2, rows("select count(*) from member_tag where person_id = :x", first.person()));
        Tagging.take(hq, second.person(), code).then().statusCode(204);
        assertEquals(0, rows("select count(*) from member_tag where person_id = :x", first.person()));
        Tagging.take(hq, second.person(), code).then().statusCode(204);
    }

    private long rows(String sql, UUID person) {
        return newcomers.count(sql, person);
    }

    @Test
    void whoIsErasedTakesTheirTagsAlongAndWhoAsksIsToldThem() {
        Newcomer guest = newcomers.member();
        UUID person = guest.person();
        String code = Tagging.tag(hq);
        Tagging.put(hq, person, code, null).then().statusCode(200);
        Api.as(guest.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.tags.name", contains("爱茶客"))
                .body("sections.tags[0].since", notNullValue());
        Api.as(guest.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(0, rows("select count(*) from member_tag where origin_id = :x", person));
        Tagging.view(hq, code).then().body("people", equalTo(0));
        refused(Tagging.put(hq, person, code, null), 409, "member.erased");
        Api.as(hq)
                .queryParam("subject", "person:" + person)
                .get("/api/hq/audit")
                .then()
                .body("items.find { it.action == 'tag.put' }.detail.tag", equalTo(code))
                .body("items.find { it.action == 'tag.put' }.detail.reason", equalTo("（已注销）"));
    }
}
