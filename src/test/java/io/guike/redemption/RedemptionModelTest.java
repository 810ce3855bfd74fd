package io.guike.redemption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.Channel;
import io.guike.coupon.CouponGiving;
import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.redemption.Redemptions.Wish;
import io.guike.redemption.Refunds.LineRefund;
import io.guike.redemption.Refunds.Refund;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many at once do anything at all with a few coupons: whatever comes out, budgets, uses, coupons and histories agree.
 * The seed and the steps are told where they do not.
 */
@QuarkusTest
class RedemptionModelTest {

    private static final int ROUNDS = 40;
    private static final int AT_ONCE = 10;
    private static final Basket BASKET =
            new Basket(List.of(new Basket.Line("1", "A", 1, 6_000), new Basket.Line("2", "B", 3, 4_001)), 500);

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

    private record Holder(UUID person, List<UUID> coupons) {}

    private final List<UUID> templates = new ArrayList<>();
    private final List<Holder> holders = new ArrayList<>();
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private UUID store;
    private String client;

    private void set() {
        String hq = chain.hq().token();
        store = chain.store().id();
        client = "order:" + Chain.code();
        templates.add(giving.template(hq, CouponGiving.amount(1_000, 0), Map.of("perPerson", 9, "budgetFen", 3_500)));
        templates.add(giving.template(hq, CouponGiving.amount(777, 5_000), Map.of("perPerson", 9)));
        for (int i = 0; i < 3; i++) {
            UUID person = newcomers.come().person();
            List<UUID> coupons = IntStream.range(0, 4)
                    .mapToObj(n -> giving.give(templates.get(n % 2), person))
                    .toList();
            holders.add(new Holder(person, coupons));
        }
    }

    private Wish wish(Holder holder, String reference, List<UUID> coupons, Channel channel) {
        return new Wish(
                client,
                reference,
                holder.person(),
                channel,
                store,
                null,
                coupons,
                BASKET,
                "shopper:" + holder.person());
    }

    private Uni<?> any(Random random) {
        Holder holder = holders.get(random.nextInt(holders.size()));
        String reference = "R" + random.nextInt(8);
        List<UUID> coupons = new ArrayList<>(holder.coupons());
        Collections.shuffle(coupons, random);
        List<UUID> some = coupons.subList(0, 1 + random.nextInt(2));
        int deed = random.nextInt(7);
        steps.add("%s of %s with %s"
                .formatted(
                        List.of("reserve", "reserve", "use at once", "redeem", "release", "refund", "undo")
                                .get(deed),
                        reference,
                        some));
        return switch (deed) {
            case 0, 1 ->
                redemptions.reserve(
                        wish(holder, reference, some, Channel.MINI_PROGRAM),
                        clock.instant().plusSeconds(60));
            case 2 -> redemptions.redeemNow(wish(holder, reference, some, Channel.STORE));
            case 3 -> redemptions.redeem(client, reference, "test");
            case 4 -> redemptions.release(client, reference, "test");
            case 5 ->
                redemptions
                        .get(client, reference)
                        .chain(view ->
                                redemptions.returned(client, reference, refund(view, random.nextInt(3)), "test"));
            default -> redemptions.get(client, reference).chain(view -> redemptions.undo(view.id(), store, "test"));
        };
    }

    private static Refund refund(RedemptionView view, int number) {
        return new Refund(
                "F" + number,
                view.lines().stream()
                        .filter(line -> number < 2 || line.line().equals("1"))
                        .map(line -> new LineRefund(line.line(), line.payableFen()))
                        .toList());
    }

    private boolean tried(Random random) {
        Uni<?> deed = any(random);
        try {
            Run.now(() -> deed.replaceWith(true));
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    @Test
    void budgetsUsesCouponsAndHistoriesAgreeWhateverHappensAtOnce() {
        set();
        long seed = new Random().nextLong();
        Random seeds = new Random(seed);
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Random> each = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> new Random(seeds.nextLong()))
                    .toList();
            done += (int) Run.together(AT_ONCE, i -> tried(each.get(i))).stream()
                    .filter(yes -> yes)
                    .count();
            if (seeds.nextInt(3) == 0) {
                steps.add("61 seconds go by");
                clock.move(Duration.ofSeconds(61));
            }
            check("seed " + seed + ", round " + round + ": " + String.join("\n", steps));
        }
        assertTrue(done > ROUNDS, "something was done: " + done);
    }

    private void check(String told) {
        for (UUID template : templates) {
            assertEquals(giving.standingFen(template), giving.usedFen(template), told);
        }
        for (Holder holder : holders) {
            assertEquals(0, newcomers.count("""
                            select count(*) from coupon c
                              left join coupon_use u on u.coupon_id = c.id and u.live
                              left join coupon_redemption r on r.id = u.redemption_id
                            where c.person_id = :x and c.state is distinct from coalesce(r.state, 'ISSUED')""", holder.person()), told);
            holder.coupons().forEach(coupon -> assertTrue(giving.historyAddsUp(coupon), told));
        }
    }
}
