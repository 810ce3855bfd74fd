package io.guike.lookup;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How tills and head office find a member. */
@QuarkusTest
class LookupTest {

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private Till till;
    private UUID store;
    private Newcomer member;
    private JsonPath card;

    @BeforeEach
    void open() {
        till = Till.opened(chain.hq().token(), clock, List.of("MEMBER_LOOKUP", "CARD_USE"));
        store = chain.store().id();
        member = newcomers.come();
        card = newcomers.bind(member, Map.of("name", "王小明"));
    }

    private Response resolve(Map<String, ?> key) {
        return till.request().contentType("application/json").body(key).post("/api/pos/members/resolve");
    }

    private Response use(Till till, String code, String reference) {
        return use(till, store, code, reference);
    }

    private static Response use(Till till, UUID store, String code, String reference) {
        return till.request()
                .contentType("application/json")
                .body(Map.of("cardCode", code, "storeId", store, "reference", reference))
                .post("/api/pos/card-codes/uses");
    }

    @Test
    void aTillFindsTheMemberByCodePhoneOrNumberAndSeesThemMasked() {
        for (Map<String, String> key : List.of(
                Map.of("cardCode", card.getString("cardCode.code")),
                Map.of("phone", member.phone()),
                Map.of("cardNumber", card.getString("cardNumber")))) {
            Response found = resolve(key);
            found.then()
                    .statusCode(200)
                    .body("personId", equalTo(member.person().toString()))
                    .body("name", equalTo("王**"))
                    .body("balances.points", equalTo(100));
            assertFalse(found.asString().contains(member.phone()), found.asString());
        }
    }

    @Test
    void exactlyOneKeyIsNeeded() {
        resolve(Map.of()).then().statusCode(400).body("code", equalTo("request.invalid"));
        resolve(Map.of("phone", member.phone(), "cardNumber", card.getString("cardNumber")))
                .then()
                .statusCode(400);
        resolve(Map.of("phone", "12")).then().statusCode(422).body("code", equalTo("vault.phone-invalid"));
        resolve(Map.of("phone", Newcomers.phone())).then().statusCode(404).body("code", equalTo("membership.unknown"));
    }

    @Test
    void aCardCodeIsUsedForValueOnce() {
        String code = card.getString("cardCode.code");
        List<Integer> statuses =
                Run.together(12, i -> use(till, code, "R" + i % 3).statusCode());
        assertEquals(4, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
        assertEquals(8, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
        Till other = Till.opened(chain.hq().token(), clock, List.of("MEMBER_LOOKUP", "CARD_USE"));
        use(other, code, "R0").then().statusCode(409).body("code", equalTo("cardcode.used"));
        UUID elsewhere = chain.store().id();
        List<Integer> there = IntStream.range(0, 3)
                .mapToObj(i -> use(till, elsewhere, code, "R" + i).statusCode())
                .toList();
        assertEquals(List.of(409, 409, 409), there);
        Till bound = Till.opened(chain.hq().token(), clock, List.of("CARD_USE"), store);
        use(bound, elsewhere, code, "R0").then().statusCode(403).body("code", equalTo("pos.store-out-of-scope"));
    }

    @Test
    void anOldCodeIsRefusedAndAFreshOneWorks() {
        String old = card.getString("cardCode.code");
        clock.move(Duration.ofMinutes(3));
        resolve(Map.of("cardCode", old)).then().statusCode(422).body("code", equalTo("cardcode.expired"));
        Newcomer again = newcomers.signIn(member.user(), member.phone(), null);
        String fresh = Api.as(again.token()).get("/api/me/card").path("cardCode.code");
        resolve(Map.of("cardCode", fresh)).then().statusCode(200);
    }

    @Test
    void theCodeOfSomebodyWhoWasMergedLeadsToTheSurvivor() {
        Newcomer later = newcomers.come();
        String code = newcomers.bind(later).getString("cardCode.code");
        Api.command(chain.hq().token())
                .body(Map.of("personId", later.person(), "otherPersonId", member.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201);
        resolve(Map.of("cardCode", code))
                .then()
                .statusCode(200)
                .body("personId", equalTo(member.person().toString()));
    }

    @Test
    void aCodeMadeDuringAMergeCreditsTheRightPersonAfterItsUndo() {
        Newcomer later = newcomers.come();
        newcomers.bind(later);
        String hq = chain.hq().token();
        String merge = Api.command(hq)
                .body(Map.of("personId", later.person(), "otherPersonId", member.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String code = Api.as(later.token()).get("/api/me/card").path("cardCode.code");
        resolve(Map.of("cardCode", code))
                .then()
                .statusCode(200)
                .body("personId", equalTo(member.person().toString()));
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        use(till, code, "R1")
                .then()
                .statusCode(200)
                .body("personId", equalTo(later.person().toString()));
    }

    @Test
    void findingAndUsingAreTwoRights() {
        String code = card.getString("cardCode.code");
        Till finder = Till.opened(chain.hq().token(), clock, List.of("MEMBER_LOOKUP"));
        use(finder, code, "R1").then().statusCode(403).body("code", equalTo("pos.right-missing"));
        Till user = Till.opened(chain.hq().token(), clock, List.of("CARD_USE"));
        user.request()
                .contentType("application/json")
                .body(Map.of("cardCode", code))
                .post("/api/pos/members/resolve")
                .then()
                .statusCode(403);
        use(user, code, "R1").then().statusCode(200);
    }

    @Test
    void whoWasErasedIsNotFound() {
        String code = card.getString("cardCode.code");
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        for (Map<String, String> key : List.of(
                Map.of("cardCode", code),
                Map.of("phone", member.phone()),
                Map.of("cardNumber", card.getString("cardNumber")))) {
            resolve(key).then().statusCode(404).body("code", equalTo("membership.unknown"));
        }
        use(till, code, "R1").then().statusCode(404);
    }

    @Test
    void withoutTheRightNobodyIsFound() {
        Run.now(() -> database.sql("update pos_client set rights = 'OF_A_LATER_VERSION' where id = :client")
                .with("client", till.client())
                .run());
        resolve(Map.of("phone", member.phone())).then().statusCode(403).body("code", equalTo("pos.right-missing"));
    }

    /** A stolen key must not tell who of many is a member. */
    @Test
    void whoeverMissedTooOftenFindsNobodyMoreByNumbersAndStillReadsCodes() {
        Map<String, String> stranger = Map.of("cardNumber", "NOBODY");
        List<Integer> tried = IntStream.range(0, 201)
                .mapToObj(i -> resolve(stranger).statusCode())
                .toList();
        assertEquals(429, tried.get(200));
        assertEquals(Set.of(404), Set.copyOf(tried.subList(0, 200)));
        resolve(Map.of("phone", member.phone())).then().statusCode(429).body("code", equalTo("request.too-many"));
        resolve(Map.of("cardNumber", card.getString("cardNumber"))).then().statusCode(429);
        resolve(Map.of("cardCode", card.getString("cardCode.code"))).then().statusCode(200);
        clock.move(Duration.ofMinutes(11));
        resolve(Map.of("phone", member.phone())).then().statusCode(200);
    }

    @Test
    void headOfficeFindsByPhoneOrNumber() {
        String hq = chain.hq().token();
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of("cardNumber", card.getString("cardNumber")))
                .post("/api/hq/members/find")
                .then()
                .statusCode(200)
                .body("phoneVerified", equalTo(true))
                .body("owner.storeId", equalTo(null));
        Api.as(hq)
                .contentType("application/json")
                .body(Map.of())
                .post("/api/hq/members/find")
                .then()
                .statusCode(400);
    }

    @Test
    void whomHeadOfficeLooksForStandsInTheAuditLogFoundOrNot() {
        String hq = chain.hq().token();
        String stranger = Newcomers.phone();
        long before = nobodies(hq);
        for (int i = 0; i < 30; i++) {
            find(hq, stranger).then().statusCode(404);
        }
        find(hq, stranger).then().statusCode(429);
        find(hq, member.phone()).then().statusCode(429);
        assertEquals(before + 30, nobodies(hq));
    }

    private static Response find(String hq, String phone) {
        return Api.as(hq)
                .contentType("application/json")
                .body(Map.of("phone", phone))
                .post("/api/hq/members/find");
    }

    private long nobodies(String hq) {
        return Run.now(() -> database.sql(
                        "select count(*) from audit_entry where action = 'member.lookup' and subject = 'nobody'")
                .one(row -> row.number(0)));
    }
}
