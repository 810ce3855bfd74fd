package io.guike.redemption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.coupon.Channel;
import io.guike.coupon.CouponState;
import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Terms;
import io.guike.coupon.Terms.Gift;
import io.guike.coupon.Terms.Hours;
import io.guike.coupon.Terms.Kind;
import io.guike.coupon.Terms.Products;
import io.guike.coupon.Terms.Stores;
import io.guike.coupon.Validity;
import io.guike.coupon.Way;
import io.guike.coupon.Window;
import io.guike.platform.Ids;
import io.guike.redemption.Basket.Line;
import io.guike.redemption.Pricing.Priced;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What coupons take off, why they do not, and which set is best: without a database. */
class PricingTest {

    private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");
    private static final Window OPEN = new Window(NOON.minusSeconds(3600), NOON.plusSeconds(3600));
    private static final UUID STORE = Ids.next();
    private static final Occasion TILL = new Occasion(NOON, Channel.POS, STORE);

    /** Two of A for 100 yuan, one B for 33.33, delivered for 8. */
    private static final Basket BASKET =
            new Basket(List.of(new Line("1", "A", 2, 10_000), new Line("2", "B", 1, 3_333)), 800);

    /** A draft that each test changes where it matters. */
    private static final class Draft {
        Kind kind = Kind.AMOUNT;
        long amount;
        int percent;
        Long ceiling;
        Gift gift;
        long threshold;
        Hours hours = Hours.ALWAYS;
        Stores stores = Stores.ALL;
        Products products = Products.ALL;
        Set<Channel> channels = Set.of();
        String group;
        boolean stackable;
        CouponState state = CouponState.ISSUED;
        Window window = OPEN;
        Instant reservedUntil;
        UUID template = Ids.next();

        Candidate made() {
            Terms terms = new Terms(
                    kind,
                    amount,
                    percent,
                    ceiling,
                    gift,
                    threshold,
                    Validity.fixed(window.from(), window.until()),
                    hours,
                    stores,
                    products,
                    channels,
                    group,
                    stackable,
                    null,
                    null);
            UUID person = new UUID(0, 1);
            return new Candidate(new HeldCoupon(
                    Ids.next(),
                    template,
                    1,
                    "券",
                    terms,
                    false,
                    person,
                    person,
                    state,
                    window,
                    Way.CLAIM,
                    NOON,
                    reservedUntil,
                    null));
        }
    }

    private static Candidate coupon(UnaryOperator<Draft> change) {
        return change.apply(new Draft()).made();
    }

    private static Candidate amount(long fen) {
        return coupon(draft -> {
            draft.amount = fen;
            draft.stackable = true;
            return draft;
        });
    }

    private static Candidate percent(int percent, Long ceiling) {
        return coupon(draft -> {
            draft.kind = Kind.PERCENT;
            draft.percent = percent;
            draft.ceiling = ceiling;
            draft.stackable = true;
            return draft;
        });
    }

    private static Candidate gift(String sku) {
        return coupon(draft -> {
            draft.kind = Kind.GIFT;
            draft.gift = new Gift("品鉴杯", sku, 1_500);
            draft.stackable = true;
            return draft;
        });
    }

    private static Candidate freight(Long ceiling) {
        return coupon(draft -> {
            draft.kind = Kind.FREIGHT;
            draft.ceiling = ceiling;
            draft.stackable = true;
            return draft;
        });
    }

    private static Candidate alone(long fen) {
        return coupon(draft -> {
            draft.amount = fen;
            return draft;
        });
    }

    private static Candidate ofGroup(String group, long fen) {
        return coupon(draft -> {
            draft.amount = fen;
            draft.group = group;
            return draft;
        });
    }

    static Stream<Arguments> discounts() {
        return Stream.of(
                Arguments.of("amount, shared by what the lines cost", List.of(amount(2_000)), 1_500L, 500L, 0L),
                Arguments.of("no line falls below zero", List.of(amount(99_999)), 10_000L, 3_333L, 0L),
                Arguments.of("the odd fen goes to the larger remainder", List.of(amount(1)), 1L, 0L, 0L),
                Arguments.of("percent, cut off", List.of(percent(15, null)), 1_499L, 500L, 0L),
                Arguments.of("percent with a ceiling", List.of(percent(50, 1_000L)), 750L, 250L, 0L),
                Arguments.of("all of it", List.of(percent(100, null)), 10_000L, 3_333L, 0L),
                Arguments.of("one piece of a gift", List.of(gift("A")), 5_000L, 0L, 0L),
                Arguments.of("two gifts, two pieces", List.of(gift("A"), gift("A")), 10_000L, 0L, 0L),
                Arguments.of("a gift beside the basket", List.of(gift("C")), 0L, 0L, 0L),
                Arguments.of("a gift that names no article", List.of(gift(null)), 0L, 0L, 0L),
                Arguments.of("freight", List.of(freight(null)), 0L, 0L, 800L),
                Arguments.of("freight with a ceiling", List.of(freight(500L)), 0L, 0L, 500L),
                Arguments.of(
                        "amount before percent, whatever comes first",
                        List.of(percent(10, null), amount(3_333)),
                        10_000L - 6_750L,
                        3_333L - 2_250L,
                        0L),
                Arguments.of(
                        "gift before percent", List.of(percent(50, null), gift("A")), 5_000L + 2_500L, 1_666L, 0L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("discounts")
    void eachLineBearsItsShare(String what, List<Candidate> coupons, long first, long second, long freight) {
        Priced priced = Pricing.of(BASKET, coupons);
        assertArrayEquals(new long[] {first, second}, priced.lineDiscounts(), what);
        assertEquals(freight, priced.freightDiscountFen(), what);
        assertEquals(first + second + freight, priced.discountFen(), what);
    }

    @Test
    void aGiftHandedOutBesideCountsWithItsValue() {
        Priced priced = Pricing.of(BASKET, List.of(gift("C")));
        assertEquals(0, priced.discountFen());
        assertEquals(1_500, priced.worthFen());
        assertEquals("品鉴杯", priced.taken().get(0).beside());
        assertTrue(priced.allCount());
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(Refusal.NOT_YET_VALID, draft -> draft.window = new Window(NOON.plusSeconds(1), OPEN.until())),
                refusal(Refusal.EXPIRED, draft -> draft.window = new Window(OPEN.from(), NOON)),
                refusal(Refusal.RESERVED, draft -> draft.state = CouponState.RESERVED),
                refusal(Refusal.RESERVED, draft -> {
                    draft.state = CouponState.RESERVED;
                    draft.reservedUntil = NOON.plusSeconds(1);
                }),
                refusal(null, draft -> {
                    draft.state = CouponState.RESERVED;
                    draft.reservedUntil = NOON;
                }),
                refusal(Refusal.EXPIRED, draft -> {
                    draft.state = CouponState.RESERVED;
                    draft.reservedUntil = NOON;
                    draft.window = new Window(OPEN.from(), NOON);
                }),
                refusal(Refusal.REDEEMED, draft -> draft.state = CouponState.REDEEMED),
                refusal(Refusal.REVOKED, draft -> draft.state = CouponState.REVOKED),
                refusal(Refusal.GIVEN, draft -> draft.state = CouponState.GIVEN),
                refusal(Refusal.OUTSIDE_HOURS, draft -> draft.hours = new Hours(Set.of(DayOfWeek.TUESDAY), null, null)),
                refusal(Refusal.WRONG_CHANNEL, draft -> draft.channels = Set.of(Channel.STORE)),
                refusal(Refusal.WRONG_STORE, draft -> draft.stores = new Stores(Set.of(Ids.next()), Set.of())),
                refusal(Refusal.WRONG_STORE, draft -> draft.stores = new Stores(Set.of(), Set.of(STORE))),
                refusal(Refusal.NO_PRODUCT, draft -> draft.products = new Products(Set.of("C"), Set.of())),
                refusal(Refusal.NO_PRODUCT, draft -> draft.products = new Products(Set.of(), Set.of("A", "B"))),
                refusal(Refusal.BELOW_THRESHOLD, draft -> draft.threshold = 13_334),
                refusal(null, draft -> draft.threshold = 13_333),
                refusal(Refusal.BELOW_THRESHOLD, draft -> {
                    draft.threshold = 10_001;
                    draft.products = new Products(Set.of("A"), Set.of());
                }),
                refusal(Refusal.BELOW_THRESHOLD, draft -> {
                    draft.kind = Kind.GIFT;
                    draft.gift = new Gift("赠品", "A", 0);
                    draft.threshold = 8_334;
                }),
                refusal(null, draft -> {
                    draft.kind = Kind.GIFT;
                    draft.gift = new Gift("赠品", "A", 0);
                    draft.threshold = 8_333;
                }));
    }

    private static Arguments refusal(Refusal refusal, java.util.function.Consumer<Draft> change) {
        return Arguments.of(refusal, coupon(draft -> {
            draft.amount = 100;
            change.accept(draft);
            return draft;
        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void everyRefusalHasItsReason(Refusal refusal, Candidate candidate) {
        assertEquals(refusal, candidate.refusal(TILL, BASKET));
    }

    @Test
    void anEmptyBasketTakesAGiftAndNothingElse() {
        Occasion counter = new Occasion(NOON, Channel.STORE, STORE);
        assertNull(gift(null).refusal(counter, Basket.EMPTY));
        assertEquals(Refusal.NO_PRODUCT, amount(100).refusal(counter, Basket.EMPTY));
        assertEquals(Refusal.NO_FREIGHT, freight(null).refusal(counter, Basket.EMPTY));
    }

    @Test
    void anOrderThatNoStoreFillsTakesNoCouponOfChosenStores() {
        Occasion order = new Occasion(NOON, Channel.MINI_PROGRAM, null);
        Candidate chosen = coupon(draft -> {
            draft.amount = 1;
            draft.stores = new Stores(Set.of(STORE), Set.of());
            return draft;
        });
        assertEquals(Refusal.WRONG_STORE, chosen.refusal(order, BASKET));
        assertNull(amount(1).refusal(order, BASKET));
    }

    @Test
    void ofOneGroupTheBestIsUsedAndOtherGroupsJoin() {
        Candidate small = ofGroup("店庆", 1_000);
        Candidate large = ofGroup("店庆", 1_200);
        Candidate other = ofGroup("会员", 500);
        assertEquals(Set.of(large, other), Set.copyOf(BestSet.of(BASKET, List.of(small, large, other), Map.of())));
    }

    @Test
    void aCouponThatStandsAloneWinsWhereItIsWorthMore() {
        Candidate alone = alone(2_000);
        assertEquals(
                List.of(alone), BestSet.of(BASKET, List.of(alone, ofGroup("a", 900), ofGroup("b", 900)), Map.of()));
        assertEquals(
                2,
                BestSet.of(BASKET, List.of(alone, ofGroup("a", 1_100), ofGroup("b", 1_100)), Map.of())
                        .size());
    }

    @Test
    void whatIsWorthTheSameNeedsFewerCoupons() {
        Candidate enough = ofGroup("a", 20_000);
        assertEquals(List.of(enough), BestSet.of(BASKET, List.of(enough, ofGroup("b", 100)), Map.of()));
        assertEquals(List.of(), BestSet.of(BASKET, List.of(), Map.of()));
    }

    private static Candidate ofTemplate(UUID template, long fen) {
        return coupon(draft -> {
            draft.amount = fen;
            draft.stackable = true;
            draft.template = template;
            return draft;
        });
    }

    @Test
    void theBestSetNeverTakesMoreThanABudgetHasLeft() {
        UUID template = Ids.next();
        Candidate first = ofTemplate(template, 1_000);
        Candidate second = ofTemplate(template, 900);
        Candidate other = amount(300);
        List<Candidate> all = List.of(first, second, other);
        assertEquals(Set.copyOf(all), Set.copyOf(BestSet.of(BASKET, all, Map.of(template, 1_900L))));
        assertEquals(Set.of(first, other), Set.copyOf(BestSet.of(BASKET, all, Map.of(template, 1_899L))));
        assertEquals(Set.of(second, other), Set.copyOf(BestSet.of(BASKET, all, Map.of(template, 999L))));
    }

    @Test
    void couponsOfABudgetThatIsAllButUsedUpCrowdOutNoOthers() {
        UUID template = Ids.next();
        List<Candidate> many = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> many.add(ofTemplate(template, 400 + i)));
        IntStream.range(0, 10).forEach(i -> many.add(amount(10)));
        List<Candidate> best = BestSet.of(BASKET, many, Map.of(template, 900L));
        assertEquals(
                2,
                best.stream()
                        .filter(one -> one.coupon().template().equals(template))
                        .count());
        assertEquals(12, best.size());
    }

    @Test
    void manyCouponsGrowIntoASetThatGoesTogether() {
        List<Candidate> many = new ArrayList<>();
        IntStream.range(0, 60).forEach(i -> many.add(ofGroup("g" + i % 20, 10 + i)));
        IntStream.range(0, 20).forEach(i -> many.add(alone(500 + i)));
        List<Candidate> best = BestSet.of(BASKET, many, Map.of());
        assertTrue(BestSet.goTogether(best));
        assertEquals(20, best.size());
        assertEquals(LongStream.range(50, 70).sum(), Pricing.of(BASKET, best).discountFen());
    }

    @Test
    void whateverIsCombinedNoLineFallsBelowZeroAndSharesAddUp() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Basket basket = basket(random);
            List<Candidate> coupons = Stream.generate(() -> any(random))
                    .limit(1 + random.nextInt(5))
                    .toList();
            Priced priced = Pricing.of(basket, coupons);
            for (int i = 0; i < basket.lines().size(); i++) {
                long discount = priced.lineDiscounts()[i];
                assertTrue(discount >= 0 && discount <= basket.lines().get(i).amountFen(), "seed " + seed);
            }
            assertEquals(
                    priced.discountFen(),
                    LongStream.of(priced.lineDiscounts()).sum() + priced.freightDiscountFen(),
                    "seed " + seed);
            assertTrue(priced.discountFen() <= basket.grossFen(), "seed " + seed);
        }
    }

    private static Basket basket(Random random) {
        List<Line> lines = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> new Line(
                        "" + i, "ABC".charAt(random.nextInt(3)) + "", 1 + random.nextInt(4), random.nextInt(20_000)))
                .toList();
        return new Basket(lines, random.nextInt(3) * 400L);
    }

    private static Candidate any(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> amount(1 + random.nextInt(30_000));
            case 1 -> percent(1 + random.nextInt(100), random.nextBoolean() ? null : 1L + random.nextInt(5_000));
            case 2 -> gift("ABCD".charAt(random.nextInt(4)) + "");
            default -> freight(random.nextBoolean() ? null : 300L);
        };
    }

    @Test
    void aGiftWithoutAToldValueIsNotLeftOut() {
        Candidate plain = coupon(draft -> {
            draft.kind = Kind.GIFT;
            draft.gift = new Gift("赠品", null, 0);
            draft.stackable = true;
            return draft;
        });
        Candidate amount = amount(1_000);
        assertEquals(Set.of(plain, amount), Set.copyOf(BestSet.of(BASKET, List.of(plain, amount), Map.of())));
        List<Candidate> many = new ArrayList<>(List.of(plain));
        IntStream.range(0, 15).forEach(i -> many.add(amount(10)));
        assertEquals(16, BestSet.of(BASKET, many, Map.of()).size());
    }

    private static Basket lines(int number) {
        return new Basket(
                IntStream.range(0, number)
                        .mapToObj(i -> new Line("" + i, "S" + i, 1, 1_000 + i))
                        .toList(),
                500);
    }

    private static List<Candidate> percents(int number) {
        return Stream.generate(() -> percent(1, null)).limit(number).toList();
    }

    /** The largest there are, and those at the border between the two ways of searching. */
    @ParameterizedTest
    @CsvSource({"12, 12", "12, 15", "12, 16", "12, 17", "11, 200", "10, 80", "20, 200", "200, 200", "200, 0"})
    void whateverIsAskedTheWorkIsBounded(int coupons, int number) {
        BestSet.Found found = BestSet.found(lines(number), percents(coupons), Map.of());
        assertTrue(found.steps() <= BestSet.MOST_STEPS, () -> found.steps() + " steps");
        if (number > 0) {
            assertEquals(Math.min(coupons, Taking.MOST_COUPONS), found.coupons().size(), "and nothing is left out");
        }
    }

    @Test
    void searchEndsWhereWorkIsEnoughWithWhatIsBestByThen() {
        BestSet.Found found = BestSet.found(lines(200), percents(3_000), Map.of());
        assertTrue(found.steps() <= BestSet.MOST_STEPS && found.steps() > BestSet.MOST_STEPS - 201 * 20);
        assertTrue(BestSet.goTogether(found.coupons()) && !found.coupons().isEmpty());
    }

    @Test
    void linesOfACouponAreFoundOnceForAllSets() {
        Goods goods = new Goods(BASKET);
        Candidate one = amount(100);
        assertSame(goods.of(one), goods.of(one));
    }

    @Test
    void noSetIsLargerThanOneUseTakes() {
        List<Candidate> many = Stream.generate(() -> amount(10)).limit(60).toList();
        assertEquals(Taking.MOST_COUPONS, BestSet.of(BASKET, many, Map.of()).size());
    }

    @Test
    void aLongBasketGrowsItsSetAndFindsTheSameWhereCouponsDoNotMeet() {
        Basket basket = new Basket(
                IntStream.range(0, Basket.MOST_LINES)
                        .mapToObj(i -> new Line("" + i, "S" + i, 1, 1_000))
                        .toList(),
                0);
        List<Candidate> dozen = IntStream.range(0, 12)
                .mapToObj(i -> coupon(draft -> {
                    draft.amount = 100 + i;
                    draft.products = new Products(Set.of("S" + i), Set.of());
                    draft.stackable = true;
                    return draft;
                }))
                .toList();
        assertEquals(Set.copyOf(dozen), Set.copyOf(BestSet.of(basket, dozen, Map.of())));
    }
}
