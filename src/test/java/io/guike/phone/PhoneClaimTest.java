package io.guike.phone;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.access.Role;
import io.guike.attribution.Scans;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.scancode.CodeKind;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Numbers that two people want. */
@QuarkusTest
class PhoneClaimTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Shoppers shoppers;

    @Inject
    Scans scans;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    /** A member, and somebody who shows the member's number. */
    private record Two(Newcomer holder, Newcomer claimant, String number, UUID claim, UUID store) {}

    private Two two() {
        UUID store = chain.store().id();
        String scene = scans.code(CodeKind.STORE, store, null).scene();
        Newcomer holder = newcomers.come(Newcomers.phone(), scene);
        newcomers.bind(holder);
        Newcomer claimant = newcomers.come(holder.phone(), null);
        String number = refused(claimant);
        UUID claim = UUID.fromString(Api.as(chain.hq().token())
                .get("/api/hq/phone-claims?state=OPEN&limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.number == '" + number + "' }.id"));
        return new Two(holder, claimant, number, claim, store);
    }

    /** @return the claim's number */
    private String refused(Newcomer claimant) {
        return newcomers
                .tryBind(claimant)
                .then()
                .statusCode(409)
                .body("code", equalTo("membership.phone-taken"))
                .extract()
                .path("detail");
    }

    private static Response decide(String path, String token, UUID claim, String decision) {
        return Api.as(token)
                .contentType("application/json")
                .body(Map.of("decision", decision, "reason", "已核对身份"))
                .post(path + "/" + claim + "/decision");
    }

    private Response decide(Two two, String decision) {
        return decide("/api/hq/phone-claims", chain.hq().token(), two.claim(), decision);
    }

    private UUID now(Newcomer newcomer) {
        return newcomers.personOf(shoppers.miniOpenid(newcomer.user()));
    }

    @Test
    void mergeMakesBothOnePersonWithOneCard() {
        Two two = two();
        decide(two, "MERGE").then().statusCode(200).body("state", equalTo("MERGED"));
        assertEquals(two.holder().person(), now(two.claimant()), "the member survives");
        String card = newcomers.bind(two.claimant()).getString("cardNumber");
        Api.as(two.holder().token()).get("/api/me/card").then().statusCode(200).body("cardNumber", equalTo(card));
        assertEquals(1, newcomers.welcomes(two.holder().person()));
        assertEquals(1, audited(two.claim()));
    }

    @Test
    void moveGivesTheNumberToTheClaimantAndTheHolderStaysAMember() {
        Two two = two();
        decide(two, "MOVE").then().statusCode(200).body("state", equalTo("MOVED"));
        Map<String, Object> application = newcomers.application("x");
        application.remove("phoneCode");
        Newcomers.tryBind(two.claimant(), application).then().statusCode(200);
        assertEquals(1, newcomers.charged(two.claimant()), "the number was shown already");
        Api.as(two.holder().token()).get("/api/me/card").then().statusCode(200).body("phone", equalTo(null));
        assertEquals(1, newcomers.count("select count(*) from member_phone where person_id = :x", now(two.claimant())));
        assertEquals(0, newcomers.count("select count(*) from member_phone where person_id = :x", now(two.holder())));
    }

    @Test
    void refuseLeavesTheNumberAndTheClaimantMayBindAnother() {
        Two two = two();
        decide(two, "REFUSE").then().statusCode(200);
        Api.as(two.claimant().token())
                .get("/api/me/phone-claims")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("REFUSED"))
                .body("items[0].phone", equalTo(masked(two.holder().phone())));
        assertEquals(two.number(), refused(two.claimant()), "the refusal answers for the next tries");
        String another = Newcomers.phone();
        newcomers.change(two.claimant(), Map.of("phone", another));
        newcomers.bind(two.claimant());
        assertFalse(now(two.claimant()).equals(now(two.holder())));
    }

    @Test
    void aClaimIsDecidedOnceHoweverManyDecide() {
        Two two = two();
        String hq = chain.hq().token();
        List<Integer> statuses = Run.together(
                9,
                i -> decide(
                                "/api/hq/phone-claims",
                                hq,
                                two.claim(),
                                List.of("MERGE", "MOVE", "REFUSE").get(i % 3))
                        .statusCode());
        assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(8, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
        assertEquals(1, audited(two.claim()));
    }

    @Test
    void theManagerOfTheHoldersStoreDecidesAndNoOther() {
        Two two = two();
        UUID elsewhere = chain.store().id();
        String theirs = chain.posted(two.store(), Role.STORE_MANAGER).token();
        String others = chain.posted(elsewhere, Role.STORE_MANAGER).token();
        Api.as(theirs)
                .get("/api/store/" + two.store() + "/phone-claims")
                .then()
                .statusCode(200)
                .body("items.number", hasItem(two.number()))
                .body("items[0].phone", equalTo(masked(two.holder().phone())));
        Api.as(others)
                .get("/api/store/" + elsewhere + "/phone-claims")
                .then()
                .statusCode(200)
                .body("items.number", not(hasItem(two.number())));
        decide("/api/store/" + elsewhere + "/phone-claims", others, two.claim(), "MOVE")
                .then()
                .statusCode(404)
                .body("code", equalTo("phone.claim-unknown"));
        decide("/api/store/" + two.store() + "/phone-claims", others, two.claim(), "MOVE")
                .then()
                .statusCode(403);
        decide("/api/store/" + two.store() + "/phone-claims", theirs, two.claim(), "MOVE")
                .then()
                .statusCode(200);
    }

    @Test
    void whoeverErasesThemselvesFreesTheNumber() {
        Two two = two();
        Api.as(two.holder().token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        decide(two, "MERGE").then().statusCode(409).body("code", equalTo("phone.holder-changed"));
        newcomers.bind(two.claimant());
        decide(two, "REFUSE").then().statusCode(409).body("code", equalTo("phone.claim-decided"));
    }

    @Test
    void aMergeOfBothSettlesTheClaimAndPartingGivesTheNumberBack() {
        Two two = two();
        String hq = chain.hq().token();
        String merge = Api.command(hq)
                .body(Map.of(
                        "personId",
                        two.claimant().person(),
                        "otherPersonId",
                        two.holder().person(),
                        "reason",
                        "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        decide(two, "MOVE").then().statusCode(409).body("code", equalTo("phone.claim-decided"));
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        Api.as(two.holder().token())
                .get("/api/me/card")
                .then()
                .statusCode(200)
                .body("phone", equalTo(masked(two.holder().phone())));
        Api.as(two.claimant().token()).get("/api/me/card").then().statusCode(404);
        assertEquals("OPEN", state(two));
        assertEquals(two.number(), refused(two.claimant()), "the claim that is open answers");
        decide(two, "MOVE").then().statusCode(200).body("state", equalTo("MOVED"));
    }

    @Test
    void undoingAMergeThatStaffDecidedOpensTheClaimAgain() {
        Two two = two();
        decide(two, "MERGE").then().statusCode(200);
        undoMergeOf(two.claimant().person());
        assertEquals("OPEN", state(two));
        Api.as(two.holder().token())
                .get("/api/me/card")
                .then()
                .statusCode(200)
                .body("phone", equalTo(masked(two.holder().phone())));
        assertEquals(1, shown(two.holder().person()), "who had shown it still has");
        decide(two, "REFUSE").then().statusCode(200).body("state", equalTo("REFUSED"));
        assertEquals(2, audited(two.claim()));
    }

    @Test
    void aNumberThatOnlyTheOtherShowedIsUnverifiedAfterTheUndo() {
        String phone = Newcomers.phone();
        UUID offline = newcomers.offline(phone, "OLD-" + phone, "李四", clock.instant());
        Newcomer newcomer = newcomers.come(phone, null);
        newcomers.bind(newcomer);
        assertEquals(offline, now(newcomer));
        assertEquals(1, shown(offline));
        undoMergeOf(newcomer.person());
        assertEquals(1, newcomers.count("select count(*) from member_phone where person_id = :x", offline));
        assertEquals(0, shown(offline), "nobody of the card has ever shown it");
        assertEquals(newcomer.person(), now(newcomer));
        refused(newcomer);
    }

    /** The one that made somebody part of another. */
    private void undoMergeOf(UUID loser) {
        String hq = chain.hq().token();
        String merge = Api.as(hq)
                .get("/api/hq/merges?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.loserId == '" + loser + "' }.id");
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
    }

    private String state(Two two) {
        return Api.as(chain.hq().token())
                .get("/api/hq/phone-claims?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.number == '" + two.number() + "' }.state");
    }

    private long shown(UUID person) {
        return newcomers.count(
                "select count(*) from member_phone where verified_at is not null and person_id = :x", person);
    }

    @Test
    void aProofIsForgottenAfterADay() {
        Newcomer newcomer = newcomers.come();
        newcomers.change(newcomer, Map.of("riskRank", 0));
        String code = newcomers.phoneCode(newcomer);
        Newcomers.tryBind(newcomer, newcomers.application(code)).then().statusCode(200);
        clock.move(Duration.ofHours(25));
        Newcomer again = newcomers.signIn(newcomer.user(), newcomer.phone(), null);
        Api.as(again.token())
                .contentType("application/json")
                .body(Map.of("phoneCode", code))
                .post("/api/me/phone")
                .then()
                .statusCode(422)
                .body("code", equalTo("wechat.code-invalid"));
    }

    private long audited(UUID claim) {
        return newcomers.count(
                "select count(*) from audit_entry where action like 'phone.claim-%' and subject = :x",
                "phone-claim:" + claim);
    }

    private static String masked(String phone) {
        return phone.substring(0, 3) + "****" + phone.substring(7);
    }
}
