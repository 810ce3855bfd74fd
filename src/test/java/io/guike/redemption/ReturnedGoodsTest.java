package io.guike.redemption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.access.Caller;
import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.member.Partings;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.redemption.Redemption.State;
import io.guike.redemption.RedemptionView.LineView;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.LineRefund;
import io.guike.redemption.Refunds.Refund;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must be back before a coupon is: every piece, gifts among them; and to whom it goes. */
@QuarkusTest
class ReturnedGoodsTest {

    private static final Basket SHIRT = basket(new Basket.Line("1", "A", 1, 10_000));

    @Inject
    CouponGiving giving;

    @Inject
    Newcomers newcomers;

    @Inject
    Chain chain;

    @Inject
    Redemptions redemptions;

    @Inject
    Merges merges;

    @Inject
    Partings partings;

    @Inject
    Database database;

    @Inject
    MovableClock clock;

    private String hq;
    private UUID store;
    private String client;
    private Newcomer person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        client = "counter:" + store;
        person = newcomers.come();
    }

    private static Basket basket(Basket.Line... lines) {
        return new Basket(List.of(lines), 0);
    }

    /** @param sku null for what is handed out beside */
    private UUID giftTemplate(String sku, long threshold) {
        Map<String, Object> terms = CouponGiving.tasting();
        if (sku != null) {
            terms.put("gift", Map.of("name", "品鉴杯", "sku", sku, "valueFen", 1_800));
        }
        terms.put("thresholdFen", threshold);
        terms.put("stackable", true);
        return giving.template(hq, terms, Map.of("perPerson", 10, "budgetFen", 100_000));
    }

    private UUID amount() {
        return giving.template(hq, CouponGiving.amount(1_000, 0), Map.of("perPerson", 10));
    }

    private Wish wish(Newcomer who, String reference, Basket basket, UUID... coupons) {
        return new Wish(
                client,
                reference,
                who.person(),
                Channel.STORE,
                store,
                null,
                List.of(coupons),
                basket,
                "shopper:" + who.person());
    }

    private RedemptionView use(String reference, Basket basket, UUID... coupons) {
        return Run.now(() -> redemptions.redeemNow(wish(person, reference, basket, coupons)));
    }

    private State refund(String reference, String name, LineRefund... lines) {
        return Run.now(() -> redemptions.returned(client, reference, new Refund(name, List.of(lines)), "test"))
                .state();
    }

    private static LineRefund money(String line, long fen) {
        return new LineRefund(line, fen, null);
    }

    private static LineRefund pieces(String line, long fen, int pieces) {
        return new LineRefund(line, fen, pieces);
    }

    private static void mustBeTooMuch(Runnable refund) {
        assertEquals(
                RedemptionProblem.REFUND_TOO_MUCH,
                assertThrows(Problem.class, refund::run).code());
    }

    @Test
    void aGiftHandedOutBesideComesBackBeforeItsCouponAndBudgetDo() {
        UUID template = giftTemplate(null, 10_000);
        UUID coupon = giving.give(template, person.person());
        LineView gift = use("R1", SHIRT, coupon).lines().get(1);
        assertEquals("GIFT-1", gift.line());
        assertEquals("手冲品鉴一杯", gift.giftName());

        assertEquals(State.REDEEMED, refund("R1", "F1", money("1", 10_000)));
        assertEquals("REDEEMED", giving.state(coupon));
        assertEquals(1_800, giving.usedFen(template));

        assertEquals(State.RETURNED, refund("R1", "F2", money("GIFT-1", 0)));
        assertEquals("ISSUED", giving.state(coupon));
        assertEquals(0, giving.usedFen(template));
    }

    @Test
    void aFreePieceThatIsKeptKeepsTheCouponAway() {
        UUID coupon = giving.give(giftTemplate("A", 0), person.person());
        assertEquals(
                5_000,
                use("R1", basket(new Basket.Line("1", "A", 2, 10_000)), coupon).payableFen());
        assertEquals(State.REDEEMED, refund("R1", "F1", pieces("1", 5_000, 1)));
        assertEquals("REDEEMED", giving.state(coupon));
        mustBeTooMuch(() -> refund("R1", "F2", pieces("1", 0, 2)));
        assertEquals(State.RETURNED, refund("R1", "F2", pieces("1", 0, 1)));
        assertEquals("ISSUED", giving.state(coupon));
    }

    @Test
    void moneyAloneBringsNoPieceOfSeveralBackAndAPieceKeptByWordsStays() {
        UUID template = amount();
        UUID first = giving.give(template, person.person());
        use("R1", basket(new Basket.Line("1", "A", 3, 10_000)), first);
        assertEquals(State.REDEEMED, refund("R1", "F1", money("1", 9_000)));
        assertEquals(State.RETURNED, refund("R1", "F2", pieces("1", 0, 3)));

        UUID second = giving.give(template, person.person());
        use("R2", SHIRT, second);
        assertEquals(State.REDEEMED, refund("R2", "F1", pieces("1", 9_000, 0)), "all money, and the shirt is kept");
        assertEquals(State.RETURNED, refund("R2", "F2", pieces("1", 0, 1)));
    }

    @Test
    void aGiftThatStandsInTheBasketForNothingComesBackAndABagNeedNot() {
        UUID coupon = giving.give(giftTemplate("CUP", 0), person.person());
        Basket basket = basket(
                new Basket.Line("1", "A", 1, 10_000),
                new Basket.Line("2", "CUP", 1, 0),
                new Basket.Line("3", "BAG", 2, 0));
        assertEquals(3, use("R1", basket, coupon).lines().size());
        assertEquals(State.REDEEMED, refund("R1", "F1", money("1", 10_000), pieces("3", 0, 1)));
        assertEquals(State.RETURNED, refund("R1", "F2", money("2", 0)));
    }

    @Test
    void twoGiftsOfOneArticleAreOneInTheBasketAndOneBeside() {
        UUID template = giftTemplate("CUP", 0);
        UUID first = giving.give(template, person.person());
        UUID second = giving.give(template, person.person());
        use("R1", basket(new Basket.Line("1", "CUP", 1, 0)), first, second);
        assertEquals(State.REDEEMED, refund("R1", "F1", money("1", 0)));
        assertEquals(State.RETURNED, refund("R1", "F2", money("GIFT-2", 0)));
    }

    @Test
    void noLineOfABasketTakesTheNameOfAGift() {
        UUID coupon = giving.give(amount(), person.person());
        Problem refused =
                assertThrows(Problem.class, () -> use("R1", basket(new Basket.Line("GIFT-1", "A", 1, 10_000)), coupon));
        assertEquals(RedemptionProblem.BASKET_INVALID, refused.code());
        use("R1", basket(new Basket.Line("GIFT-A", "A", 1, 10_000)), coupon);
    }

    @Test
    void whatCameBackInPartIsNotUndone() {
        UUID coupon = giving.give(amount(), person.person());
        Basket two = basket(new Basket.Line("1", "A", 1, 6_000), new Basket.Line("2", "B", 1, 4_000));
        UUID id = use("R1", two, coupon).id();
        refund("R1", "F1", money("1", 5_400));
        Problem refused = assertThrows(Problem.class, () -> Run.now(() -> redemptions.undo(id, store, "test")));
        assertEquals(RedemptionProblem.UNDO_REFUNDED, refused.code());
        assertEquals("REDEEMED", giving.state(coupon));
        assertEquals(State.RETURNED, refund("R1", "F2", money("2", 3_600)));
    }

    /** A use of a coupon of each, from the time when the two were one. */
    private List<UUID> usedTogether(Newcomer other, String reference, boolean atOnce) {
        UUID template = amount();
        List<UUID> both = List.of(person.person(), other.person());
        UUID living = Run.now(
                        () -> merges.merge(both.get(0), both.get(1), Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "同一人"))
                .id();
        UUID merge = Run.now(() -> database.sql("select id from person_merge where loser_id in (:both)")
                .with("both", both)
                .one(row -> row.uuid(0)));
        UUID mine = giving.give(template, person.person(), living);
        UUID theirs = giving.give(template, other.person(), living);
        Wish wish = wish(person, reference, SHIRT, mine, theirs);
        Run.now(() -> atOnce
                ? redemptions.redeemNow(wish)
                : redemptions.reserve(wish, clock.instant().plusSeconds(60)));
        partings.undo(merge);
        return List.of(mine, theirs);
    }

    private static void erase(Newcomer who) {
        Api.as(who.token())
                .queryParam("confirm", "ERASE")
                .delete("/api/me")
                .then()
                .statusCode(204);
    }

    @Test
    void eachCouponOfPeopleWhoWerePartedGoesWithItsOwner() {
        Newcomer other = newcomers.come();
        List<UUID> first = usedTogether(other, "R1", true);
        erase(person);
        assertEquals(State.RETURNED, refund("R1", "F1", money("1", 8_000)));
        assertEquals("REVOKED", giving.state(first.get(0)));
        assertEquals("ISSUED", giving.state(first.get(1)), "its owner is still there");
    }

    @Test
    void aCouponOfSomebodyErasedIsRevokedThoughTheUseIsAnothers() {
        Newcomer other = newcomers.come();
        List<UUID> coupons = usedTogether(other, "R1", true);
        erase(other);
        assertEquals(State.RETURNED, refund("R1", "F1", money("1", 8_000)));
        assertEquals("ISSUED", giving.state(coupons.get(0)));
        assertEquals("REVOKED", giving.state(coupons.get(1)));
    }

    @Test
    void aLapsedReservationOfSomebodyElseGivesTheCouponFreeAtOnce() {
        Newcomer other = newcomers.come();
        List<UUID> coupons = usedTogether(other, "R1", false);
        clock.move(Duration.ofSeconds(61));
        Run.now(() -> redemptions.redeemNow(wish(other, "R2", SHIRT, coupons.get(1))));
        assertEquals("ISSUED", giving.state(coupons.get(0)));
        assertEquals("REDEEMED", giving.state(coupons.get(1)));
    }
}
