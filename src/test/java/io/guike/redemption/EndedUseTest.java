package io.guike.redemption;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Problem;
import io.guike.points.Purses;
import io.guike.redemption.Redemption.State;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.LineRefund;
import io.guike.redemption.Refunds.Refund;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.Crossing;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How uses end that nobody ends by hand, that had no goods, or whose owner is gone; and how often worth is asked for. */
@QuarkusTest
class EndedUseTest {

    private static final Basket BASKET = new Basket(List.of(new Basket.Line("1", "A", 1, 10_000)), 0);

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Redemptions redemptions;

    @Inject
    Crossing crossing;

    @Inject
    MovableClock clock;

    private final String client = "order:" + Chain.code();
    private String hq;
    private UUID store;
    private Newcomer person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        person = newcomers.come();
    }

    private UUID coupon(Map<String, ?> terms) {
        return giving.give(giving.template(hq, terms, Map.of("perPerson", 10)), person.person());
    }

    private UUID coupon() {
        return coupon(CouponGiving.amount(1_500, 0));
    }

    private Wish wish(String reference, Basket basket, UUID... coupons) {
        return new Wish(
                client,
                reference,
                person.person(),
                Channel.MINI_PROGRAM,
                store,
                null,
                List.of(coupons),
                basket,
                "shopper:" + person.person());
    }

    private RedemptionView reserve(String reference, UUID... coupons) {
        return Run.now(() -> redemptions.reserve(
                wish(reference, BASKET, coupons), clock.instant().plusSeconds(60)));
    }

    private State refund(String reference, String name, LineRefund... lines) {
        return Run.now(() -> redemptions.returned(client, reference, new Refund(name, List.of(lines)), "test"))
                .state();
    }

    @Test
    void aReferenceBeginsAnewAsSoonAsItsReservationIsOver() {
        UUID first = coupon();
        UUID second = coupon();
        UUID id = reserve("R1", first).id();
        clock.move(Duration.ofSeconds(61));
        assertTrue(!reserve("R1", second).id().equals(id));
        assertEquals("ISSUED", giving.state(first));
        assertEquals("RESERVED", giving.state(second));
        assertTrue(giving.historyAddsUp(first));
    }

    @Test
    void aReferenceOfSomebodyElseBeginsAnewAsWell() {
        UUID first = coupon();
        reserve("R1", first);
        clock.move(Duration.ofSeconds(61));
        person = newcomers.come();
        UUID second = coupon();
        reserve("R1", second);
        assertEquals("ISSUED", giving.state(first));
        assertEquals("RESERVED", giving.state(second));
    }

    @Test
    void whoLosesAReferenceIsHeldTogetherWithWhoGetsIt() {
        UUID loser = person.person();
        UUID first = coupon();
        reserve("R1", first);
        person = newcomers.come();
        UUID second = coupon();
        crossing.met(loser, person.person(), () -> {
            clock.move(Duration.ofSeconds(61));
            return Purses.now(() -> redemptions.reserve(
                    wish("R1", BASKET, second), clock.instant().plusSeconds(60)));
        });
        assertEquals("ISSUED", giving.state(first));
        assertEquals("RESERVED", giving.state(second));
    }

    @Test
    void manyThatAreOverAreSwept() {
        List<UUID> coupons = IntStream.range(0, 12).mapToObj(i -> coupon()).toList();
        for (int i = 0; i < 12; i += 2) {
            reserve("R" + i, coupons.get(i), coupons.get(i + 1));
        }
        clock.move(Duration.ofSeconds(61));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        coupons.stream().allMatch(coupon -> giving.state(coupon).equals("ISSUED")));
    }

    @Test
    void aTastingWithoutGoodsComesBackByBeingNamed() {
        UUID tasting = coupon(CouponGiving.tasting());
        Run.now(() -> redemptions.redeemNow(wish("R1", Basket.EMPTY, tasting)));
        assertThrows(Problem.class, () -> refund("R1", "F0", new LineRefund("1", 1, null)));
        assertThrows(Problem.class, () -> refund("R1", "F0"));
        assertEquals(State.RETURNED, refund("R1", "F1", new LineRefund("GIFT-1", 0, null)));
        assertEquals("ISSUED", giving.state(tasting));

        UUID amount = coupon();
        Run.now(() -> redemptions.redeemNow(wish("R2", BASKET, amount)));
        assertThrows(Problem.class, () -> refund("R2", "F1"));
        assertEquals("REDEEMED", giving.state(amount));
    }

    @Test
    void freightAloneComesBackInFull() {
        Map<String, Object> terms = CouponGiving.terms("FREIGHT");
        terms.put("ceilingFen", 500);
        UUID freight = coupon(terms);
        Run.now(() -> redemptions.redeemNow(wish("R1", new Basket(List.of(), 800), freight)));
        assertEquals(State.REDEEMED, refund("R1", "F1", new LineRefund(Basket.FREIGHT, 100, null)));
        assertEquals(State.RETURNED, refund("R1", "F2", new LineRefund(Basket.FREIGHT, 200, null)));
        assertEquals("ISSUED", giving.state(freight));
    }

    @Test
    void nothingComesBackToSomebodyWhoWasErased() {
        UUID reserved = coupon();
        UUID used = coupon();
        UUID left = coupon();
        reserve("R1", reserved);
        reserve("R3", left);
        Run.now(() -> redemptions.redeemNow(wish("R2", BASKET, used)));
        Api.as(person.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
        Run.now(() -> redemptions.release(client, "R1", "test"));
        assertEquals(State.RETURNED, refund("R2", "F1", new LineRefund("1", 8_500, null)));
        clock.move(Duration.ofSeconds(61));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> giving.state(left).equals("REVOKED"));
        assertEquals("REVOKED", giving.state(reserved));
        assertEquals("REVOKED", giving.state(used));
        List.of(reserved, used, left).forEach(coupon -> assertTrue(giving.historyAddsUp(coupon)));
    }

    @Test
    void headOfficeRevokesWhatHangsInAReservationThatIsOver() {
        UUID coupon = coupon();
        reserve("R1", coupon);
        clock.move(Duration.ofSeconds(61));
        Api.command(hq)
                .body(Map.of("reason", "发错了"))
                .post("/api/hq/coupons/" + coupon + "/revoke")
                .then()
                .statusCode(200)
                .body("state", equalTo("REVOKED"));
        assertTrue(giving.historyAddsUp(coupon));
    }

    @Test
    void whoeverAsksForWorthWithoutEndIsStopped() {
        // More than two windows hold: one may end meanwhile.
        boolean stopped = IntStream.range(0, 400)
                .anyMatch(i -> Api.as(person.token())
                                .contentType("application/json")
                                .body(Map.of("basket", Map.of("lines", List.of())))
                                .post("/api/me/coupon-quotes")
                                .statusCode()
                        == 429);
        assertTrue(stopped);
    }
}
