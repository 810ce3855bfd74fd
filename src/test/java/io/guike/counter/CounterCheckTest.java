package io.guike.counter;

import static io.guike.counter.Desk.isUnknown;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.guike.access.Caller;
import io.guike.access.Role;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.staff.Postings;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Chain.Person;
import io.guike.support.MovableClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Staff look, then confirm: what is confirmed is what the same member of staff has looked at, and nothing else. */
@QuarkusTest
class CounterCheckTest {

    private static final String INVENTED = "0123456789abcdef".repeat(4);

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Postings postings;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    private UUID template;
    private UUID store;
    private Person promoter;
    private Desk desk;
    private Newcomer customer;
    private UUID coupon;

    @BeforeEach
    void open() {
        template = giving.template(chain.hq().token(), CouponGiving.amount(2_000, 0), Map.of("perPerson", 9));
        store = chain.store().id();
        promoter = chain.posted(store, Role.PROMOTER);
        desk = new Desk(promoter.token(), store);
        customer = newcomers.come();
        coupon = giving.give(template, customer.person());
    }

    private static Map<String, Object> bought(long fen) {
        return Map.of("lines", List.of(Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", fen)));
    }

    /** The code on the customer's screen, with what they are about to pay. */
    private Map<String, Object> shown() {
        return shown(coupon);
    }

    private Map<String, Object> shown(UUID coupon) {
        return Map.of("code", Desk.shown(customer.token(), coupon), "basket", bought(10_000));
    }

    /** Refused, and nothing was lost by it. */
    private void needsACheck(Response answer) {
        answer.then()
                .statusCode(422)
                .body("code", equalTo("coupon.check-needed"))
                .body("title", startsWith("请先查验"));
        assertEquals("ISSUED", giving.state(coupon));
    }

    @Test
    void thePhoneGoesDarkWhileStaffLookAndTheConfirmationStandsAllTheSame() {
        Map<String, Object> shown = shown();
        String proof = desk.check(shown)
                .then()
                .statusCode(200)
                .body("quote.discountFen", equalTo(2_000))
                .extract()
                .path("confirmation.proof");

        clock.move(Duration.ofMinutes(3));
        assertNotEquals(shown.get("code"), Desk.shown(customer.token(), coupon), "the screen has turned over");

        desk.confirm(shown, proof)
                .then()
                .statusCode(201)
                .body("state", equalTo("REDEEMED"))
                .body("payableFen", equalTo(8_000));
        assertEquals("REDEEMED", giving.state(coupon));
    }

    @Test
    void whoHasNotLookedConfirmsNothing() {
        Map<String, Object> shown = shown();
        needsACheck(Api.breaking(desk.token())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(shown)
                .post(desk.path("coupon-redemptions")));
        needsACheck(desk.confirm(shown, INVENTED));
        needsACheck(desk.confirm(Map.of("code", "000000000000"), INVENTED));

        desk.verify(shown).then().statusCode(201);
    }

    @Test
    void aCheckIsOfOneMemberOfStaffAtOneStoreAndOfOneCode() {
        Map<String, Object> shown = shown();
        String proof = desk.proof(shown);
        UUID elsewhere = chain.store().id();
        Chain.await(() -> postings.assign(Caller.SYSTEM, promoter.id(), elsewhere, Role.PROMOTER, null, null));
        Desk colleague = new Desk(chain.posted(store, Role.STORE_MANAGER).token(), store);

        needsACheck(colleague.confirm(shown, proof));
        needsACheck(new Desk(promoter.token(), elsewhere).confirm(shown, proof));
        needsACheck(desk.confirm(shown(giving.give(template, customer.person())), proof));

        assertNotEquals(proof, colleague.proof(shown));
        desk.confirm(shown, proof).then().statusCode(201);
    }

    @Test
    void anotherBasketThanTheOneThatWasLookedAtIsRefused() {
        Map<String, Object> shown = shown();
        String proof = desk.proof(shown);
        Object code = shown.get("code");

        needsACheck(desk.confirm(Map.of("code", code, "basket", bought(10_001)), proof));
        needsACheck(desk.confirm(Map.of("code", code), proof));

        desk.confirm(shown, proof).then().statusCode(201);
    }

    @Test
    void aCheckIsTooOldAfterFiveMinutesAndAnotherLookProlongsNothing() {
        Map<String, Object> shown = shown();
        Response first = desk.check(shown);
        clock.move(Duration.ofMinutes(3));
        Response second = desk.check(shown);
        assertEquals(first.<Object>path("confirmation"), second.<Object>path("confirmation"));
        clock.move(Duration.ofMinutes(2));

        isUnknown(desk.confirm(shown, second.path("confirmation.proof")));
        assertEquals("ISSUED", giving.state(coupon));

        desk.verify(shown()).then().statusCode(201);
    }

    @Test
    void theSameConfirmationAgainAnswersTheFirstAlsoWhenItsTimeIsOver() {
        Map<String, Object> shown = shown();
        String proof = desk.proof(shown);
        String key = UUID.randomUUID().toString();
        String id =
                desk.confirm(key, shown, proof).then().statusCode(201).extract().path("id");
        clock.move(Duration.ofMinutes(6));

        desk.confirm(key, shown, proof).then().statusCode(201).body("id", equalTo(id));
        isUnknown(desk.confirm(shown, proof));
        assertEquals(1, newcomers.count("select count(*) from coupon_use where coupon_id = :x", coupon));
    }

    @Test
    void aRefusedConfirmationMayBeMendedUnderItsKey() {
        Map<String, Object> shown = shown();
        String key = UUID.randomUUID().toString();
        needsACheck(desk.confirm(key, shown, INVENTED));

        desk.confirm(key, shown, desk.proof(shown)).then().statusCode(201);
    }

    @Test
    void whatWasUndoneIsConfirmedAgainOnlyByAnotherCode() {
        Map<String, Object> shown = shown();
        String proof = desk.proof(shown);
        String id = desk.confirm(shown, proof).then().statusCode(201).extract().path("id");
        Api.as(chain.posted(store, Role.STORE_MANAGER).token())
                .contentType("application/json")
                .body(Map.of("reason", "点错了"))
                .post(desk.path("coupon-redemptions/" + id + "/undo"))
                .then()
                .statusCode(200);

        isUnknown(desk.confirm(shown, proof));
        assertEquals("ISSUED", giving.state(coupon));

        desk.verify(shown()).then().statusCode(201);
    }

    @Test
    void aCodeThatWasLookedUpIsThatStoresAlone() {
        Map<String, Object> shown = shown();
        String proof = desk.proof(shown);
        Map<String, Object> fresh = shown();
        UUID elsewhere = chain.store().id();
        Desk other = new Desk(chain.posted(elsewhere, Role.PROMOTER).token(), elsewhere);

        isUnknown(other.check(shown));
        String otherProof = other.proof(fresh);
        desk.confirm(shown, proof).then().statusCode(201);
        isUnknown(other.confirm(fresh, otherProof));
    }
}
