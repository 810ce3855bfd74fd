package io.guike.earnrule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Days;
import io.guike.points.Expiry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarnRulesTest {

    private static final UUID STORE = new UUID(1, 1);
    private static final UUID OTHER_STORE = new UUID(1, 2);
    /** A Sunday. */
    private static final Instant NOON = Instant.parse("2026-11-22T04:00:00Z");

    private static Occasion purchase(PaidLine... lines) {
        return new Occasion(EarnKind.PURCHASE, NOON, "GOLD", STORE, null, List.of(lines));
    }

    private static Occasion on(LocalDate day, Integer birthdayDays) {
        Instant at = Days.start(day).plusSeconds(3_600);
        return new Occasion(EarnKind.PURCHASE, at, "GOLD", STORE, birthdayDays, List.of(new PaidLine("TEA", 10_000)));
    }

    private static Occasion event(EarnKind kind) {
        return new Occasion(kind, NOON, "STANDARD", STORE, null, List.of());
    }

    private static long points(EarnRules rules, Occasion occasion) {
        return rules.evaluate(occasion, Map.of()).points();
    }

    @ParameterizedTest(name = "{0} points per {1} fen, {2} and {3} fen: {4}")
    @CsvSource({
        "1, 100, 99, 0, 0",
        "1, 100, 100, 0, 1",
        "1, 100, 12_899, 0, 128",
        // Rounded once: 0.99 + 0.99 are one point, not none.
        "1, 100, 99, 99, 1",
        "1, 100, 50, 50, 1",
        // Thirds have no decimal; three of them are still whole.
        "1, 300, 100, 200, 1",
        "2, 300, 149, 0, 0",
        "2, 300, 150, 0, 1",
        "3, 7, 7, 14, 9",
        "15, 1_000, 66, 0, 0",
        "15, 1_000, 67, 0, 1",
        "1, 1, 1_000_000_000, 1_000_000_000, 1_000_000_000",
        "1, 100, 0, 0, 0"
    })
    void fenBecomePointsExactlyAndAreCutOnce(String points, String perFen, String first, String second, String earned) {
        EarnRules rules = new EarnRules(1, Sets.read("""
                        {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": %d, "perFen": %d,
                          "expiry": {"kind": "NEVER"}}]}""".formatted(number(points), number(perFen))));
        Occasion occasion = purchase(new PaidLine("A", number(first)), new PaidLine("B", number(second)));
        assertEquals(number(earned), points(rules, occasion));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}%")
    @CsvSource({
        "200 ADD, 150 ADD, 250",
        "200 ADD, 150 ALONE, 200",
        "150 ADD, 200 ALONE, 200",
        "200 ALONE, 300 ALONE, 300",
        // As good as the others together: those that add have it.
        "150 ADD, 150 ALONE, 150",
        "101 ADD, 101 ADD, 102",
    })
    void multipliersAddOrStandAlone(String first, String second, int percent) {
        EarnRules rules = Sets.yuanWith(one("a", first) + ", " + one("b", second), "");
        assertEquals(percent, points(rules, purchase(new PaidLine("TEA", 10_000))));
    }

    private static String one(String id, String text) {
        String[] parts = text.split(" ");
        return Sets.multiplier(id, Integer.parseInt(parts[0]), parts[1], "");
    }

    @Test
    void oneAloneBeatsTheSumOnlyWhereItGivesMore() {
        String two = one("a", "150 ADD") + ", " + one("b", "140 ADD");
        assertEquals(190, points(Sets.yuanWith(two + ", " + one("c", "190 ALONE"), ""), tea()));
        assertEquals(191, points(Sets.yuanWith(two + ", " + one("c", "191 ALONE"), ""), tea()));
        Earned earned = Sets.yuanWith(two + ", " + one("c", "191 ALONE"), "").evaluate(tea(), Map.of());
        assertEquals(List.of("c"), earned.multiplierIds());
    }

    private static Occasion tea() {
        return purchase(new PaidLine("TEA", 10_000));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"levels\": [\"GOLD\"] | 200",
                "\"levels\": [\"BLACK\"] | 100",
                "\"weekdays\": [\"SUNDAY\"] | 200",
                "\"weekdays\": [\"SATURDAY\", \"MONDAY\"] | 100",
                "\"daysOfMonth\": [8, 22] | 200",
                "\"daysOfMonth\": [31] | 100",
                "\"weekdays\": [\"SUNDAY\"], \"daysOfMonth\": [1] | 100",
                "\"stores\": {\"only\": [\"00000000-0000-0001-0000-000000000001\"]} | 200",
                "\"stores\": {\"only\": [\"00000000-0000-0001-0000-000000000002\"]} | 100",
                "\"stores\": {\"except\": [\"00000000-0000-0001-0000-000000000001\"]} | 100",
                "\"stores\": {\"except\": [\"00000000-0000-0001-0000-000000000002\"]} | 200",
                "\"products\": {\"only\": [\"TEA\"]} | 200",
                "\"products\": {\"except\": [\"TEA\"]} | 100",
                "\"from\": \"2026-11-22\", \"until\": \"2026-11-22\" | 200",
                "\"from\": \"2026-11-23\" | 100",
                "\"until\": \"2026-11-21\" | 100",
                "\"birthday\": {\"before\": 60, \"after\": 60} | 100",
                "\"kinds\": [\"REVIEW\"] | 100",
                "\"kinds\": [\"REVIEW\", \"PURCHASE\"] | 200",
            })
    void conditionsOfMultipliersMustAllHold(String condition, long expected) {
        EarnRules rules = Sets.yuanWith(Sets.multiplier("m", 200, "ADD", condition), "");
        assertEquals(expected, points(rules, tea()), condition);
    }

    @Test
    void aMemberDayBeginsAndEndsAtMidnightInShanghai() {
        EarnRules rules = Sets.yuanWith(Sets.multiplier("m", 200, "ADD", "\"daysOfMonth\": [22]"), "");
        Instant begin = Instant.parse("2026-11-21T16:00:00Z");
        assertEquals(100, points(rules, at(begin.minusMillis(1))));
        assertEquals(200, points(rules, at(begin)));
        assertEquals(200, points(rules, at(begin.plusSeconds(86_400).minusMillis(1))));
        assertEquals(100, points(rules, at(begin.plusSeconds(86_400))));
    }

    private static Occasion at(Instant instant) {
        return new Occasion(EarnKind.PURCHASE, instant, "GOLD", STORE, null, List.of(new PaidLine("TEA", 10_000)));
    }

    @ParameterizedTest(name = "born {0}, bought {1}: {2}")
    @CsvSource({
        "12-31, 2026-12-27, 100",
        "12-31, 2026-12-28, 200",
        "12-31, 2026-12-31, 200",
        "12-31, 2027-01-05, 200",
        "12-31, 2027-01-06, 100",
        "01-01, 2026-12-29, 200",
        "01-01, 2026-12-28, 100",
        "01-02, 2026-12-30, 200",
        "02-29, 2027-02-25, 200",
        "02-29, 2027-02-24, 100",
        "02-29, 2027-03-05, 200",
        "02-29, 2027-03-06, 100",
        "02-29, 2028-02-26, 200",
        "02-29, 2028-02-25, 100",
        "02-29, 2028-03-05, 200",
        "02-29, 2028-03-06, 100",
    })
    void aBirthdayWindowRunsThroughTheTurnOfTheYearAndKnowsTheLeapDay(String birthDay, LocalDate day, long expected) {
        EarnRules rules =
                Sets.yuanWith(Sets.multiplier("b", 200, "ADD", "\"birthday\": {\"before\": 3, \"after\": 5}"), "");
        assertEquals(expected, points(rules, on(day, BirthDay.of(birthDay).daysTo(day))));
        assertEquals(100, points(rules, on(day, null)));
    }

    @Test
    void theLeapDaysBirthdayIsOnTheTwentyEighthInOtherYears() {
        assertEquals(List.of("02-28", "02-29"), BirthDay.on(LocalDate.of(2027, 2, 28)));
        assertEquals(List.of("02-28"), BirthDay.on(LocalDate.of(2028, 2, 28)));
        assertEquals(List.of("02-29"), BirthDay.on(LocalDate.of(2028, 2, 29)));
        assertEquals(List.of("03-01"), BirthDay.on(LocalDate.of(2027, 3, 1)));
        assertEquals(List.of("02-28", "02-29"), BirthDay.on(LocalDate.of(2100, 2, 28)), "2100 is no leap year");
    }

    @Test
    void everyDayIsTheBirthdayOfWhoeverHasItThen() {
        for (LocalDate day = LocalDate.of(2026, 1, 1); day.getYear() < 2030; day = day.plusDays(1)) {
            for (String text : BirthDay.on(day)) {
                assertEquals(0, BirthDay.of(text).daysTo(day), text);
            }
        }
    }

    @Test
    void ofSeveralRulesTheFirstThatFitsALineCounts() {
        EarnRules rules = new EarnRules(2, Sets.read("""
                        {"rules": [
                          {"id": "none-left", "kind": "PURCHASE", "name": "别店", "points": 9, "perFen": 100,
                           "stores": {"only": ["%s"]}, "expiry": {"kind": "NEVER"}},
                          {"id": "tea", "kind": "PURCHASE", "name": "茶叶多积", "points": 3, "perFen": 100,
                           "products": {"only": ["TEA"]}, "expiry": {"kind": "NEVER"}},
                          {"id": "rest", "kind": "PURCHASE", "name": "消费积分", "points": 1, "perFen": 100,
                           "products": {"except": ["CARD"]}, "expiry": {"kind": "NEVER"}}]}""".formatted(OTHER_STORE)));
        Earned earned = rules.evaluate(
                purchase(
                        new PaidLine("TEA", 150),
                        new PaidLine("CUP", 150),
                        new PaidLine("CARD", 5_000),
                        new PaidLine("TEA", 50)),
                Map.of());
        assertEquals(7, earned.points(), "6 for the tea, 1.5 for the cup, nothing for the card");
        assertEquals(List.of("tea", "rest"), earned.ruleIds());
        assertEquals("茶叶多积、消费积分", earned.title());
        assertEquals(
                List.of(
                        "「茶叶多积」实付 2.00 元，每 1.00 元 3 分，计 6 分",
                        "「消费积分」实付 1.50 元，每 1.00 元 1 分，计 1.50 分",
                        "不参与积分的商品：实付 50.00 元",
                        "合计 7.50 分，取整 7 分"),
                earned.explanation());
    }

    @Test
    void aMultiplierOfProductsLeavesOtherLinesAsTheyAre() {
        EarnRules rules = Sets.yuanWith(
                Sets.multiplier("tea", 300, "ADD", "\"products\": {\"only\": [\"TEA\"]}") + ", "
                        + Sets.multiplier("gold", 150, "ADD", "\"levels\": [\"GOLD\"]"),
                "");
        Earned earned = rules.evaluate(purchase(new PaidLine("TEA", 1_000), new PaidLine("CUP", 1_000)), Map.of());
        assertEquals(35 + 15, earned.points());
        assertEquals(List.of("tea", "gold"), earned.multiplierIds());
        assertEquals(
                "「消费积分」实付 10.00 元，每 1.00 元 1 分，× 350%（tea 300%，gold 150%），计 35 分",
                earned.explanation().get(0));
    }

    @Test
    void multipliersComeBeforeTheRounding() {
        EarnRules rules = Sets.yuanWith(Sets.multiplier("m", 150, "ADD", ""), "");
        assertEquals(1, points(rules, purchase(new PaidLine("A", 99))), "0.99 × 1.5 = 1.485");
        assertEquals(2, points(rules, purchase(new PaidLine("A", 134))), "1.34 × 1.5 = 2.01");
    }

    @ParameterizedTest(name = "earned before {0} and {1}: {2}")
    @CsvSource({"0, 0, 100", "49, 0, 51", "100, 0, 0", "120, 0, 0", "0, 60, 90", "60, 60, 30", "50, 140, 0"})
    void capsHoldForTheKindAndForTheDay(long purchases, long reviews, long expected) {
        EarnRules rules =
                Sets.yuanWith("", "{\"kind\": null, \"perDay\": 150}, {\"kind\": \"PURCHASE\", \"perDay\": 100}");
        Earned earned = rules.evaluate(
                purchase(new PaidLine("TEA", 20_000)), Map.of(EarnKind.PURCHASE, purchases, EarnKind.REVIEW, reviews));
        assertEquals(expected, earned.points());
        assertTrue(earned.explanation().stream().anyMatch(line -> line.startsWith("消费积分每日上限 100 分")));
    }

    @Test
    void aCapOfAnotherKindDoesNotBind() {
        EarnRules rules = Sets.yuanWith("", "{\"kind\": \"REVIEW\", \"perDay\": 0}");
        assertEquals(100, points(rules, tea()));
    }

    @Test
    void eventsEarnWhatTheFirstRuleSays() {
        EarnRules rules = new EarnRules(3, Sets.read("""
                        {"rules": [
                          {"id": "here", "kind": "BINDING", "name": "开业礼", "points": 300,
                           "stores": {"only": ["%s"]}, "expiry": {"kind": "DAYS", "count": 90}},
                          {"id": "welcome", "kind": "BINDING", "name": "入会礼", "points": 100,
                           "expiry": {"kind": "DAYS", "count": 90}},
                          {"id": "review", "kind": "REVIEW", "name": "评价", "points": 10, "pending": true,
                           "expiry": {"kind": "NEVER"}}]}""".formatted(STORE)));
        Earned earned = rules.evaluate(event(EarnKind.BINDING), Map.of());
        assertEquals(300, earned.points());
        assertEquals(Expiry.days(90), earned.expiry());
        assertEquals(List.of("「开业礼」300 分，计 300 分"), earned.explanation());
        Occasion nowhere = new Occasion(EarnKind.BINDING, NOON, "STANDARD", null, null, List.of());
        assertEquals(100, points(rules, nowhere), "a rule of some stores does not hold where none is known");
        assertTrue(rules.evaluate(event(EarnKind.REVIEW), Map.of()).pending());
        assertEquals(0, points(rules, event(EarnKind.CHECK_IN)));
        assertFalse(rules.has(EarnKind.CHECK_IN));
    }

    @Test
    void aVisitorEarnsNothing() {
        Occasion visitor = new Occasion(EarnKind.PURCHASE, NOON, null, STORE, null, tea().lines());
        Earned earned = Sets.yuanWith("", "").evaluate(visitor, Map.of());
        assertEquals(0, earned.points());
        assertEquals(List.of("还不是会员，不积分"), earned.explanation());
        assertEquals(7, earned.version());
    }

    /** What is kept never earns more than the whole, and the order of lines does not matter. */
    @Test
    void fewerLinesNeverEarnMore() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EarnRules rules = Sets.yuanWith(
                Sets.multiplier("tea", 135, "ADD", "\"products\": {\"only\": [\"P1\", \"P2\"]}") + ", "
                        + Sets.multiplier("all", 117, "ALONE", ""),
                "{\"kind\": \"PURCHASE\", \"perDay\": 700}");
        for (int round = 0; round < 300; round++) {
            List<PaidLine> lines = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                lines.add(new PaidLine("P" + random.nextInt(4), random.nextInt(30_000)));
            }
            long whole = points(rules, purchase(lines.toArray(PaidLine[]::new)));
            Collections.shuffle(lines, random);
            assertEquals(whole, points(rules, purchase(lines.toArray(PaidLine[]::new))), "seed " + seed);
            while (!lines.isEmpty()) {
                lines.remove(lines.size() - 1);
                long left = points(rules, purchase(lines.toArray(PaidLine[]::new)));
                assertTrue(left <= whole, "seed " + seed);
                whole = left;
            }
            assertEquals(0, whole);
        }
    }
}
