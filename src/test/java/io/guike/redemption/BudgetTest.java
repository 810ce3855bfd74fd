package io.guike.redemption;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.points.Purses;
import io.guike.redemption.Redemption.State;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.LineRefund;
import io.guike.redemption.Refunds.Refund;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a template takes off adds up, with a budget, without one, and while head office changes its mind. */
@QuarkusTest
class BudgetTest {

    private static final int FEN = 1_500;
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
    Database database;

    @Inject
    MovableClock clock;

    private final String client = "order:" + Chain.code();
    private String hq;
    private UUID store;
    private UUID template;
    private UUID person;

    @BeforeEach
    void open() {
        hq = chain.hq().token();
        store = chain.store().id();
        person = newcomers.come().person();
        template = giving.template(hq, CouponGiving.amount(FEN, 0), offer(null));
    }

    private static Map<String, Object> offer(Integer budgetFen) {
        Map<String, Object> offer = new HashMap<>(Map.of("perPerson", 50));
        offer.put("budgetFen", budgetFen);
        return offer;
    }

    private UUID coupon() {
        return giving.give(template, person);
    }

    private Wish wish(UUID whose, String reference, UUID coupon) {
        return new Wish(
                client, reference, whose, Channel.STORE, store, null, List.of(coupon), BASKET, "shopper:" + whose);
    }

    private Uni<RedemptionView> reserve(UUID whose, String reference, UUID coupon) {
        return redemptions.reserve(
                wish(whose, reference, coupon), clock.instant().plusSeconds(600));
    }

    private Uni<RedemptionView> refund(String reference) {
        return redemptions.returned(
                client, reference, new Refund("F1", List.of(new LineRefund("1", 10_000 - FEN, null))), "test");
    }

    private Response budget(Integer fen) {
        int version = Api.as(hq).get("/api/hq/coupon-templates/" + template).path("version");
        return Api.command(hq)
                .body(Map.of("version", version, "terms", CouponGiving.amount(FEN, 0), "offer", offer(fen)))
                .post("/api/hq/coupon-templates/" + template + "/versions");
    }

    private void used(int coupons) {
        assertEquals(coupons * FEN, giving.usedFen(template));
        assertEquals(coupons * FEN, giving.standingFen(template));
        Api.as(hq)
                .get("/api/hq/coupon-templates/" + template)
                .then()
                .statusCode(200)
                .body("usedFen", equalTo(coupons * FEN));
    }

    /** A flash sale of the same template keeps that row locked from one batch to the next. */
    @Test
    void usesOfATemplateWithoutABudgetDoNotWaitForItsStock() {
        UUID first = coupon();
        UUID second = coupon();
        UUID third = coupon();
        Run.now(() -> database.tx(() -> database.sql("select 1 from coupon_stock where template_id = :id for update")
                .with("id", template)
                .exists()
                .chain(() -> database.apart(() -> reserve(person, "R1", first)
                        .chain(() -> redemptions.redeem(client, "R1", "test"))
                        .chain(() -> refund("R1"))
                        .chain(() -> redemptions.redeemNow(wish(person, "R2", second)))
                        .chain(view -> redemptions.undo(view.id(), store, "test"))
                        .chain(() -> reserve(person, "R3", third))
                        .chain(() -> redemptions.release(client, "R3", "test"))
                        .chain(() -> redemptions.redeemNow(wish(person, "R4", first)))))));
        assertEquals("REDEEMED", giving.state(first));
        assertEquals("ISSUED", giving.state(second));
        assertEquals("ISSUED", giving.state(third));
        used(1);
    }

    @Test
    void manyUsesAtOnceCountEachOne() {
        List<UUID> people =
                IntStream.range(0, 12).mapToObj(i -> newcomers.come().person()).toList();
        List<UUID> coupons =
                people.stream().map(one -> giving.give(template, one)).toList();
        Run.together(12, i -> Purses.now(() -> redemptions.redeemNow(wish(people.get(i), "M" + i, coupons.get(i)))));
        used(12);
        Run.together(12, i -> Purses.now(() -> refund("M" + i)));
        used(0);
    }

    @Test
    void aBudgetThatIsSetLaterCountsWhatWasUsedBefore() {
        UUID first = coupon();
        UUID second = coupon();
        Run.now(() -> redemptions.redeemNow(wish(person, "R1", first)));
        Run.now(() -> reserve(person, "R2", second));
        used(2);
        budget(2 * FEN - 1).then().statusCode(409).body("code", equalTo("coupon.stock-taken"));
        budget(2 * FEN + 1).then().statusCode(201).body("usedFen", equalTo(2 * FEN));
        UUID third = coupon();
        assertThrows(Problem.class, () -> Run.now(() -> reserve(person, "R3", third)));
        Run.now(() -> refund("R1"));
        used(1);
        Run.now(() -> reserve(person, "R3", third));
        used(2);
        budget(null).then().statusCode(201).body("usedFen", equalTo(2 * FEN));
        Run.now(() -> redemptions.release(client, "R2", "test"));
        Run.now(() -> redemptions.release(client, "R3", "test"));
        used(0);
        Run.now(() -> redemptions.redeemNow(wish(person, "R4", third)));
        used(1);
        budget(FEN).then().statusCode(201).body("usedFen", equalTo(FEN));
    }

    @Test
    void whateverHeadOfficeSetsWhileCouponsAreUsedEachUseIsCountedOnce() {
        List<UUID> people =
                IntStream.range(0, 10).mapToObj(i -> newcomers.come().person()).toList();
        List<UUID> coupons =
                people.stream().map(one -> giving.give(template, one)).toList();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int done = 0;
        for (int round = 0; round < 25; round++) {
            List<Integer> deeds =
                    IntStream.range(0, 10).map(i -> random.nextInt(4)).boxed().toList();
            Integer cap = random.nextBoolean() ? null : (3 + random.nextInt(8)) * FEN;
            List<Boolean> made = Run.together(
                    11,
                    i -> i == 10
                            ? budget(cap).statusCode() == 201
                            : tried(deed(deeds.get(i), people.get(i), coupons.get(i))));
            done += (int) made.stream().filter(yes -> yes).count();
            assertEquals(giving.standingFen(template), giving.usedFen(template), "seed " + seed + ", round " + round);
            assertTrue(isBorne(), "seed " + seed + ", round " + round);
        }
        int deeds = done;
        assertTrue(deeds > 25, () -> "hardly anything was done: " + deeds);
    }

    private Uni<RedemptionView> deed(int which, UUID whose, UUID coupon) {
        String reference = "X" + whose;
        return switch (which) {
            case 0, 1 -> reserve(whose, reference, coupon);
            case 2 -> redemptions.release(client, reference, "test");
            default ->
                redemptions
                        .redeemNow(wish(whose, reference, coupon))
                        .chain(view -> redemptions.undo(view.id(), store, "test"));
        };
    }

    private static boolean tried(Uni<RedemptionView> deed) {
        try {
            return Purses.now(() -> deed).state() != State.LAPSED;
        } catch (Problem refused) {
            return false;
        }
    }

    /** With a budget all is counted in its row, and without one nothing passes it. */
    private boolean isBorne() {
        return Run.now(() -> database.sql("""
                        select budget_fen is null or used_fen <= budget_fen
                          and not exists (select 1 from coupon_spent where template_id = :id)
                        from coupon_stock where template_id = :id""").with("id", template).one(row -> row.flag(0)));
    }
}
