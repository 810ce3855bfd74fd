package io.guike.counter;

import static io.guike.counter.Desk.isUnknown;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.access.Role;
import io.guike.cardcode.CardCodes;
import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Problem;
import io.guike.redemption.Basket;
import io.guike.redemption.Redemptions;
import io.guike.redemption.Redemptions.Wish;
import io.guike.support.Background;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.OtherSession;
import io.guike.support.Run;
import io.guike.support.Till;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many want one coupon at the same moment, and one of them gets it. */
@QuarkusTest
class CounterRaceTest {

    private static final Map<String, Object> BASKET =
            Map.of("lines", List.of(Map.of("line", "1", "sku", "A", "quantity", 1, "amountFen", 10_000)));

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    CardCodes cardCodes;

    @Inject
    Redemptions redemptions;

    @Inject
    DataSource source;

    @Inject
    MovableClock clock;

    private String hq;
    private UUID store;
    private Newcomer person;
    private UUID coupon;
    private Map<String, Object> shown;

    @BeforeEach
    void show() {
        hq = chain.hq().token();
        store = chain.store().id();
        person = newcomers.come();
        coupon = giving.give(giving.template(hq, CouponGiving.amount(2_000, 0), Map.of()), person.person());
        shown = Map.of("code", Desk.shown(person.token(), coupon), "basket", BASKET);
    }

    private Desk desk() {
        return new Desk(chain.posted(store, Role.PROMOTER).token(), store);
    }

    private void isUsedOnce() {
        assertEquals("REDEEMED", giving.state(coupon));
        assertTrue(giving.historyAddsUp(coupon));
        assertEquals(1, newcomers.count("select count(*) from coupon_use where coupon_id = :x", coupon));
    }

    /** Two counters, tills and an order, all for one coupon at the same moment. */
    @Test
    void counterTillAndOrderRedeemACouponOnce() {
        Desk desk = desk();
        String proof = desk.proof(shown);
        Till till = Till.opened(hq, clock, List.of("COUPONS"));
        List<String> cards = Run.together(4, i -> i).stream()
                .map(i -> Run.now(() -> cardCodes.make(person.person())).code())
                .toList();
        List<Boolean> won = Run.together(12, i -> switch (i % 3) {
            case 0 -> desk.confirm(shown, proof).statusCode() == 201;
            case 1 -> atTill(till, cards.get(i / 3));
            default -> forOrder();
        });
        assertEquals(1, won.stream().filter(yes -> yes).count(), won::toString);
        isUsedOnce();
    }

    @Test
    void allOfTheStaffLookAtOneCodeAndOneOfThemConfirmsIt() {
        List<Desk> desks = Stream.generate(this::desk).limit(6).toList();
        List<String> proofs = desks.stream().map(desk -> desk.proof(shown)).toList();
        List<Integer> answers = Run.together(
                12, i -> desks.get(i % 6).confirm(shown, proofs.get(i % 6)).statusCode());
        assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers::toString);
        assertTrue(answers.stream().allMatch(status -> List.of(201, 409, 422).contains(status)), answers::toString);
        isUsedOnce();
    }

    /** Whoever waited for the coupon while its code was confirmed, and that undone, must not confirm the code again. */
    @Test
    void aCodeThatIsSpentWhileOneWaitsIsNotConfirmedOnceMore() {
        Desk desk = desk();
        String proof = desk.proof(shown);
        Background<Response> confirming;
        try (OtherSession other = OtherSession.begin(source)) {
            other.run("select 1 from person where id = ? for update", person.person());
            confirming = Background.of(() -> desk.confirm(shown, proof));
            other.awaited().run("delete from coupon_code where coupon_id = ?", coupon);
        }
        isUnknown(confirming.get());
        assertEquals("ISSUED", giving.state(coupon));
        assertEquals(0, newcomers.count("select count(*) from coupon_use where coupon_id = :x", coupon));
    }

    @Test
    void whatWasUsedElsewhereSinceTheCheckIsToldAsSuch() {
        Desk desk = desk();
        String proof = desk.proof(shown);
        assertTrue(forOrder());
        desk.confirm(shown, proof)
                .then()
                .statusCode(409)
                .body("code", equalTo("coupon.not-applicable"))
                .body("errors[0].message", startsWith("REDEEMED"));
        isUsedOnce();
    }

    private boolean atTill(Till till, String card) {
        String receipt = "T-" + Chain.code();
        boolean reserved = till.request()
                        .contentType("application/json")
                        .body(Map.of(
                                "cardCode",
                                card,
                                "storeId",
                                store,
                                "reference",
                                receipt,
                                "couponIds",
                                List.of(coupon),
                                "basket",
                                BASKET))
                        .post("/api/pos/coupons/reservations")
                        .statusCode()
                == 201;
        return reserved
                && till.request()
                                .post("/api/pos/coupons/reservations/" + store + "/" + receipt + "/redemption")
                                .statusCode()
                        == 200;
    }

    private boolean forOrder() {
        Basket basket = new Basket(List.of(new Basket.Line("1", "A", 1, 10_000)), 0);
        Wish wish = new Wish(
                "order",
                "O-" + Chain.code(),
                person.person(),
                Channel.MINI_PROGRAM,
                store,
                null,
                List.of(coupon),
                basket,
                "shopper:" + person.person());
        try {
            Run.now(() -> redemptions.redeemNow(wish));
            return true;
        } catch (Problem refused) {
            return false;
        }
    }
}
