package io.guike.membership;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.scancode.CodeKind;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How visitors become members. */
@QuarkusTest
class BindingTest {

    private static final String PHONE_CALL = "/wxa/business/getuserphonenumber";
    private static final String RISK_CALL = "/wxa/getuserriskrank";

    @Inject
    Newcomers newcomers;

    @Inject
    Shoppers shoppers;

    @Inject
    Chain chain;

    @Inject
    Scans scans;

    @Inject
    DataSource source;

    @Inject
    Clock clock;

    @AfterEach
    void mend() {
        Simulated.works();
    }

    @Test
    void aVisitorBecomesAMemberAtOnce() {
        StoreView store = chain.store();
        Chain.Person promoter = chain.posted(store.id(), Role.PROMOTER);
        String scene = scans.code(CodeKind.PROMOTER, store.id(), promoter.id()).scene();
        Newcomer newcomer = newcomers.come(Newcomers.phone(), scene);
        JsonPath card = newcomers.bind(newcomer, Map.of("name", "王小明", "birthday", "1990-05-01"));

        assertTrue(CardNumbers.isChecked(card.getString("cardNumber")), card.prettify());
        assertEquals("STANDARD", card.getString("level.code"));
        assertEquals("王小明", card.getString("name"));
        assertEquals(
                newcomer.phone().substring(0, 3) + "****" + newcomer.phone().substring(7), card.getString("phone"));
        assertEquals(store.name(), card.getString("storeName"));
        assertEquals("测试员工", card.getString("promoterName"));
        assertEquals(Map.of("points", 100, "coupons", 0), card.getMap("balances"));
        assertEquals(1, newcomers.welcomes(newcomer.person()));
        assertEquals(1, newcomers.charged(newcomer));

        JsonPath again = Api.as(newcomer.token())
                .get("/api/me/card")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertEquals(card.getString("cardNumber"), again.getString("cardNumber"));
        assertNotEquals(card.getString("cardCode.code"), again.getString("cardCode.code"));
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from membership where staff_id = :x and store_id is not null", promoter.id()));
    }

    @Test
    void whoIsAMemberGetsTheCardAndNothingHappensTwice() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        JsonPath first = Newcomers.tryBind(newcomer, application).jsonPath();
        int calls = Simulated.calls(PHONE_CALL);
        JsonPath second = Newcomers.tryBind(newcomer, application).jsonPath();
        JsonPath third = newcomers.bind(newcomer);
        assertEquals(first.getString("cardNumber"), second.getString("cardNumber"));
        assertEquals(first.getString("cardNumber"), third.getString("cardNumber"));
        assertEquals(calls, Simulated.calls(PHONE_CALL));
        assertEquals(1, newcomers.welcomes(newcomer.person()));
    }

    @Test
    void twoHundredRequestsOfOnePersonMakeOneMembership() {
        Newcomer newcomer = newcomers.come();
        String code = newcomers.phoneCode(newcomer);
        Map<String, Object> application = newcomers.application(code);
        List<Map<String, Object>> applications = IntStream.range(0, 200)
                .mapToObj(i -> i % 2 == 0 ? application : with(application, newcomers.phoneCode(newcomer)))
                .toList();
        List<Response> answers = Run.together(200, i -> Newcomers.tryBind(newcomer, applications.get(i)));
        assertEquals(
                Map.of(200, 200L),
                answers.stream().collect(Collectors.groupingBy(Response::statusCode, Collectors.counting())));
        assertEquals(
                1,
                answers.stream()
                        .map(answer -> answer.<String>path("cardNumber"))
                        .distinct()
                        .count());
        assertEquals(1, newcomers.memberships(newcomer.person()));
        assertEquals(1, newcomers.welcomes(newcomer.person()));
        assertEquals(1, newcomers.charged(newcomer));
    }

    private static Map<String, Object> with(Map<String, Object> application, String phoneCode) {
        Map<String, Object> other = new HashMap<>(application);
        other.put("phoneCode", phoneCode);
        return other;
    }

    @Test
    void twoHundredRequestsOfTwoPeopleWithOnePhoneMakeOneMember() {
        String phone = Newcomers.phone();
        List<Newcomer> two = List.of(newcomers.come(phone, null), newcomers.come(phone, null));
        List<Map<String, Object>> applications = two.stream()
                .map(one -> newcomers.application(newcomers.phoneCode(one)))
                .toList();
        List<Response> answers = Run.together(200, i -> Newcomers.tryBind(two.get(i % 2), applications.get(i % 2)));
        Map<Integer, Long> byStatus =
                answers.stream().collect(Collectors.groupingBy(Response::statusCode, Collectors.counting()));
        assertEquals(Map.of(200, 100L, 409, 100L), byStatus);
        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.statusCode() == 409)
                        .map(answer -> answer.path("code") + " " + answer.path("detail"))
                        .distinct()
                        .count());
        assertEquals(
                1,
                newcomers.memberships(two.get(0).person())
                        + newcomers.memberships(two.get(1).person()));
        assertEquals(
                1,
                newcomers.welcomes(two.get(0).person())
                        + newcomers.welcomes(two.get(1).person()));
        UUID claimant = newcomers.memberships(two.get(0).person()) == 1
                ? two.get(1).person()
                : two.get(0).person();
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from phone_claim where state = 'OPEN' and claimant_id = :x", claimant));
        assertEquals(2, newcomers.charged(two.get(0)) + newcomers.charged(two.get(1)));
    }

    @Test
    void thePhoneCodeOfSomebodyElseIsRefused() {
        Newcomer victim = newcomers.come();
        Newcomer thief = newcomers.come();
        String code = newcomers.phoneCode(victim);
        refused(thief, newcomers.application(code), 422, "wechat.code-invalid");
        Newcomers.tryBind(victim, newcomers.application(code)).then().statusCode(200);
        refused(thief, newcomers.application(code), 422, "wechat.code-invalid");
        assertEquals(0, newcomers.memberships(thief.person()));
        assertEquals(1, newcomers.charged(victim));
    }

    @Test
    void whileWeChatDoesNotTellTheNumberNothingChanges() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        Simulated.fails(Map.of("path", PHONE_CALL, "errcode", -1));
        refused(newcomer, application, 503, "wechat.unavailable");
        nothingChanged(newcomer);
        Simulated.works();
        Newcomers.tryBind(newcomer, application).then().statusCode(200);
        assertEquals(1, newcomers.charged(newcomer));
    }

    @Test
    void aNumberThatCannotBeKeptInTimeIsUsedAllTheSame() {
        Newcomer newcomer = newcomers.come();
        String code = newcomers.phoneCode(newcomer);
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("""
                    insert into phone_proof (code_hash, origin_id, sealed, proved_at)
                    values (encode(sha256(convert_to(?, 'UTF8')), 'hex'), ?, cast('x' as bytea), now())""", code, newcomer.person());
            Newcomers.tryBind(newcomer, newcomers.application(code)).then().statusCode(200);
            other.run("rollback");
        }
        assertEquals(1, newcomers.memberships(newcomer.person()));
        assertEquals(1, newcomers.charged(newcomer));
    }

    @Test
    void aTextThatSomebodyHoldsIsInNobodysWay() {
        Newcomer newcomer = newcomers.come();
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("select 1 from consent_text for update");
            newcomers.bind(newcomer);
        }
        assertEquals(1, newcomers.memberships(newcomer.person()));
    }

    @Test
    void whenTheRiskIsNotToldTheNumberIsNotPaidForAgain() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        Simulated.fails(Map.of("path", RISK_CALL, "status", 502));
        refused(newcomer, application, 503, "wechat.unavailable");
        nothingChanged(newcomer);
        assertEquals(1, newcomers.charged(newcomer));
        Simulated.works();
        Newcomers.tryBind(newcomer, application).then().statusCode(200);
        assertEquals(1, newcomers.charged(newcomer));
        assertEquals(1, newcomers.welcomes(newcomer.person()));
    }

    @Test
    void anAccountThatMayNotAskForTheRiskStillTakesMembers() {
        Newcomer newcomer = newcomers.come();
        Simulated.fails(Map.of("path", RISK_CALL, "errcode", 48001));
        newcomers.bind(newcomer);
        assertEquals(1, newcomers.welcomes(newcomer.person()));
    }

    @Test
    void aHighRiskHoldsTheBenefitsAndNotThePerson() {
        Newcomer newcomer = newcomers.come();
        newcomers.change(newcomer, Map.of("riskRank", 3));
        newcomers.bind(newcomer);
        assertEquals(0, newcomers.welcomes(newcomer.person()));
        String hq = chain.hq().token();
        List<String> held = Api.as(hq)
                .get("/api/hq/members/held?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.personId");
        assertTrue(held.contains(newcomer.person().toString()));
        List<Integer> statuses = Run.together(8, i -> release(hq, newcomer));
        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(1, newcomers.welcomes(newcomer.person()));
        assertEquals(409, release(hq, newcomer));
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from audit_entry where action = 'membership.benefits-release' and subject = :x",
                        "person:" + newcomer.person()));
    }

    private static int release(String hq, Newcomer newcomer) {
        return Api.command(hq)
                .body(Map.of("reason", "已核实"))
                .post("/api/hq/people/" + newcomer.person() + "/benefits-release")
                .statusCode();
    }

    @Test
    void whoErasesThemselvesAndComesBackIsNotWelcomedTwice() {
        Newcomer first = newcomers.member();
        assertEquals(1, newcomers.welcomes(first.person()));
        Newcomer again = leaveAndReturn(first);
        assertNotEquals(first.person(), again.person());
        newcomers.bind(again);
        assertEquals(1, newcomers.memberships(again.person()));
        assertEquals(0, newcomers.welcomes(again.person()));
        assertEquals("NONE", benefits(again));
        Newcomer thirdTime = leaveAndReturn(again);
        newcomers.change(thirdTime, Map.of("riskRank", 4));
        newcomers.bind(thirdTime);
        assertEquals("NONE", benefits(thirdTime), "nothing is held that could be released");
        assertEquals(409, release(chain.hq().token(), thirdTime));
    }

    @Test
    void aNumberThatAWelcomedMemberTookLaterIsNotWelcomedEither() {
        Newcomer member = newcomers.member();
        String fresh = changeNumber(member);
        Newcomer again = leaveAndReturn(new Newcomer(member.user(), fresh, member.token(), member.person()));
        newcomers.bind(again);
        assertEquals(0, newcomers.welcomes(again.person()));
    }

    @Test
    void whatWasHeldAndNeverGivenIsOpenAfterComingBack() {
        Newcomer risky = newcomers.come();
        newcomers.change(risky, Map.of("riskRank", 3));
        newcomers.bind(risky);
        assertEquals("HELD", benefits(risky));
        Newcomer again = leaveAndReturn(risky);
        newcomers.bind(again);
        assertEquals("HELD", benefits(again), "leaving lifts nothing");
        assertEquals(200, release(chain.hq().token(), again));
        assertEquals(1, newcomers.welcomes(again.person()));
        Newcomer last = leaveAndReturn(again);
        newcomers.change(last, Map.of("riskRank", 0));
        newcomers.bind(last);
        assertEquals(0, newcomers.welcomes(last.person()));
    }

    private Newcomer leaveAndReturn(Newcomer member) {
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        return newcomers.signIn(member.user(), member.phone(), null);
    }

    private String benefits(Newcomer member) {
        return Api.as(chain.hq().token())
                .get("/api/hq/people/" + member.person() + "/membership")
                .then()
                .statusCode(200)
                .extract()
                .path("benefits");
    }

    private String changeNumber(Newcomer member) {
        String fresh = Newcomers.phone();
        newcomers.change(member, Map.of("phone", fresh));
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("phoneCode", newcomers.phoneCode(member)))
                .post("/api/me/phone")
                .then()
                .statusCode(200);
        return fresh;
    }

    @Test
    void underFourteenNobodyBindsWithoutAGuardian() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneId.of("Asia/Shanghai"));
        application.put(
                "profile", Map.of("birthday", today.minusYears(14).plusDays(1).toString()));
        refused(newcomer, application, 422, "consent.guardian-required");
        assertEquals(0, newcomers.charged(newcomer), "refused before anything is paid");
        application.put("guardian", Map.of("name", "王大明", "phone", Newcomers.phone()));
        Newcomers.tryBind(newcomer, application).then().statusCode(200);
    }

    @Test
    void onTheFourteenthBirthdayNoGuardianIsNeeded() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneId.of("Asia/Shanghai"));
        newcomers.bind(newcomers.come(), Map.of("birthday", today.minusYears(14).toString()));
    }

    @Test
    void consentsAreLookedAtBeforeAnythingIsPaid() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        int calls = Simulated.calls(PHONE_CALL);
        application.put("consents", List.of());
        refused(newcomer, application, 422, "consent.required-missing");
        application.put("consents", List.of(Map.of("purpose", "MEMBERSHIP", "textVersion", 999)));
        refused(newcomer, application, 409, "consent.text-outdated");
        application.put("consents", List.of(Map.of("purpose", "NONSENSE", "textVersion", 1)));
        refused(newcomer, application, 422, "consent.purpose-unknown");
        application.put("consents", Newcomers.consents("MEMBERSHIP"));
        application.put("profile", Map.of("name", "王小明"));
        refused(newcomer, application, 422, "membership.profile-consent-needed");
        application.put("profile", Map.of("birthday", "2990-01-01"));
        refused(newcomer, application, 400, "request.invalid");
        assertEquals(calls, Simulated.calls(PHONE_CALL));
        nothingChanged(newcomer);
    }

    @Test
    void afterTenCodesInADayWeChatIsNotAskedAgain() {
        Newcomer newcomer = newcomers.come();
        for (int i = 0; i < 10; i++) {
            refused(newcomer, newcomers.application("made-up-" + i), 422, "wechat.code-invalid");
        }
        int calls = Simulated.calls(PHONE_CALL);
        refused(newcomer, newcomers.application(newcomers.phoneCode(newcomer)), 429, "request.too-many");
        assertEquals(calls, Simulated.calls(PHONE_CALL));
    }

    @Test
    void troubleOfWeChatUsesUpNobodysTries() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(newcomer));
        Simulated.fails(Map.of("path", PHONE_CALL, "status", 502));
        for (int i = 0; i < 12; i++) {
            refused(newcomer, application, 503, "wechat.unavailable");
        }
        Simulated.works();
        Newcomers.tryBind(newcomer, application).then().statusCode(200);
    }

    @Test
    void withoutAnAccountInTheMiniProgramThereIsNoNumber() {
        Shoppers.Shopper onPage = shoppers.signInOnPage(shoppers.user(), false);
        Api.as(onPage.token())
                .contentType("application/json")
                .body(Map.of("phoneCode", "x", "consents", Newcomers.consents("MEMBERSHIP")))
                .post("/api/me/membership")
                .then()
                .statusCode(409)
                .body("code", equalTo("membership.mini-program-needed"));
    }

    @Test
    void withoutAnyNumberNobodyBinds() {
        Newcomer newcomer = newcomers.come();
        Map<String, Object> application = newcomers.application("x");
        application.remove("phoneCode");
        refused(newcomer, application, 422, "membership.phone-code-needed");
        Api.as(newcomer.token()).get("/api/me/card").then().statusCode(404);
    }

    @Test
    void anOfflineCardIsJoinedByItsPhone() {
        String phone = Newcomers.phone();
        Instant since = Instant.parse("2019-03-01T00:00:00Z");
        String number = "OLD-" + phone;
        UUID offline = newcomers.offline(phone, number, "李四", since);
        Newcomer newcomer = newcomers.come(phone, null);
        JsonPath card = newcomers.bind(newcomer);
        assertEquals(number, card.getString("cardNumber"));
        assertEquals(since, Instant.parse(card.getString("memberSince")));
        assertEquals("李四", card.getString("name"));
        assertEquals(offline, newcomers.personOf(shoppers.miniOpenid(newcomer.user())));
        assertEquals(1, newcomers.memberships(offline));
        assertEquals(0, newcomers.welcomes(offline), "who has a card is nobody new");
        Api.as(newcomer.token()).get("/api/me/card").then().statusCode(200).body("cardNumber", equalTo(number));
    }

    @Test
    void twoWhoProveThePhoneOfAnOfflineCardAreNotMerged() {
        String phone = Newcomers.phone();
        UUID offline = newcomers.offline(phone, "OLD-" + phone, "李四", clock.instant());
        List<Newcomer> two = List.of(newcomers.come(phone, null), newcomers.come(phone, null));
        List<Map<String, Object>> applications = two.stream()
                .map(one -> newcomers.application(newcomers.phoneCode(one)))
                .toList();
        List<Integer> statuses = Run.together(
                20,
                i -> Newcomers.tryBind(two.get(i % 2), applications.get(i % 2)).statusCode());
        assertEquals(10, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(10, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from person_merge where :x in (survivor_id, loser_id) and undone_at is null",
                        offline));
    }

    @Test
    void whoInvitesIsRememberedAndABadInvitationRefusesNothing() {
        Newcomer inviter = newcomers.come();
        String number = newcomers.bind(inviter).getString("personNumber");
        Newcomer invited = newcomers.come();
        Map<String, Object> application = newcomers.application(newcomers.phoneCode(invited));
        application.put("invitation", number);
        Newcomers.tryBind(invited, application).then().statusCode(200);
        assertEquals(1, newcomers.count("select count(*) from membership where invited_by = :x", inviter.person()));
        Newcomer other = newcomers.come();
        application = newcomers.application(newcomers.phoneCode(other));
        application.put("invitation", "NOBODY");
        Newcomers.tryBind(other, application).then().statusCode(200);
    }

    @Test
    void anotherNumberReleasesTheOneBefore() {
        Newcomer member = newcomers.member();
        String fresh = Newcomers.phone();
        newcomers.change(member, Map.of("phone", fresh));
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("phoneCode", newcomers.phoneCode(member)))
                .post("/api/me/phone")
                .then()
                .statusCode(200)
                .body("phone", equalTo(fresh.substring(0, 3) + "****" + fresh.substring(7)));
        newcomers.bind(newcomers.come(member.phone(), null));
        assertEquals(1, newcomers.count("select count(*) from member_phone where person_id = :x", member.person()));
        Newcomer visitor = newcomers.come();
        Api.as(visitor.token())
                .contentType("application/json")
                .body(Map.of("phoneCode", newcomers.phoneCode(visitor)))
                .post("/api/me/phone")
                .then()
                .statusCode(409)
                .body("code", equalTo("membership.needed"));
    }

    @Test
    void theProfileIsReplacedAsAWholeAndGoesWithItsConsent() {
        Newcomer member = newcomers.come();
        newcomers.bind(member, Map.of("name", "王小明", "gender", "MALE"));
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("birthday", "1985-12-24", "area", "上海"))
                .put("/api/me/profile")
                .then()
                .statusCode(200)
                .body("name", nullValue())
                .body("birthday", equalTo("1985-12-24"));
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from member_profile where birth_day = '12-24' and person_id = :x",
                        member.person()));
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("birthday", LocalDate.now(clock).minusYears(5).toString()))
                .put("/api/me/profile")
                .then()
                .statusCode(422)
                .body("code", equalTo("consent.guardian-required"));
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        Api.as(member.token()).get("/api/me/profile").then().statusCode(200).body("birthday", nullValue());
        Api.as(member.token())
                .contentType("application/json")
                .body(Map.of("name", "王小明"))
                .put("/api/me/profile")
                .then()
                .statusCode(422)
                .body("code", equalTo("membership.profile-consent-needed"));
    }

    private static void refused(Newcomer newcomer, Map<String, ?> application, int status, String code) {
        Newcomers.tryBind(newcomer, application).then().statusCode(status).body("code", equalTo(code));
    }

    private void nothingChanged(Newcomer newcomer) {
        assertEquals(0, newcomers.memberships(newcomer.person()));
        assertEquals(0, newcomers.count("select count(*) from consent where person_id = :x", newcomer.person()));
        assertEquals(0, newcomers.count("select count(*) from member_phone where person_id = :x", newcomer.person()));
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from person where id = :x and member_since is not null", newcomer.person()));
    }
}
