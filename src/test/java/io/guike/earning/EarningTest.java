package io.guike.earning;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.earning.Earnings.EarnedView;
import io.guike.earning.Earnings.Event;
import io.guike.earning.Earnings.Purchase;
import io.guike.earning.Refunds.Refund;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.PaidLine;
import io.guike.earnrule.Rulebook;
import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Problem;
import io.guike.points.BalanceView;
import io.guike.points.Expiry;
import io.guike.points.Points;
import io.guike.points.Purses;
import io.guike.store.StoreView;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.guike.support.Shoppers;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to members becomes points, once, and stays explained. */
@QuarkusTest
class EarningTest {

    private static final String YEARS = "\"expiry\": {\"kind\": \"END_OF_YEAR\", \"count\": 1}";

    @Inject
    Earnings earnings;

    @Inject
    Refunds refunds;

    @Inject
    Points points;

    @Inject
    Purses purses;

    @Inject
    Newcomers newcomers;

    @Inject
    EarnData data;

    @Inject
    Shoppers shoppers;

    @Inject
    Rulebook rulebook;

    @Inject
    Chain chain;

    @Inject
    MovableClock clock;

    @AfterEach
    void putBack() {
        rulebook.putBack();
    }

    private BalanceView balance(Newcomer member) {
        return Run.now(() -> points.balance(member.person()));
    }

    private EarnedView buy(Newcomer member, String source, PaidLine... lines) {
        return buy(member, source, clock.instant(), lines);
    }

    private EarnedView buy(Newcomer member, String source, Instant at, PaidLine... lines) {
        return Run.now(() ->
                earnings.purchase(new Purchase(member.person(), source, at, null, null, List.of(lines), "test:till")));
    }

    private static PaidLine line(String sku, long fen) {
        return new PaidLine(sku, fen);
    }

    private static String source() {
        return "R" + UUID.randomUUID();
    }

    @Test
    void whoeverBecomesAMemberHasTheWelcomePointsAtOnce() {
        Newcomer member = newcomers.come();
        JsonPath card = newcomers.bind(member);
        assertEquals(100, card.getLong("balances.points"));
        Api.as(chain.hq().token())
                .get("/api/hq/people/" + member.person() + "/earnings")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].kind", equalTo("BINDING"))
                .body("items[0].points", equalTo(100))
                .body("items[0].level", equalTo("STANDARD"))
                .body("items[0].ruleIds", contains("welcome"))
                .body("items[0].explanation", contains("「入会礼」100 分，计 100 分"));
    }

    @Test
    void aPurchaseWaitsUntilItIsCompleted() {
        Newcomer member = newcomers.member();
        String receipt = source();
        Instant at = clock.instant();
        EarnedView earned = buy(member, receipt, at, line("TEA", 12_850), line("CUP", 199));
        assertEquals(130, earned.points(), "128.50 and 1.99 are 130.49");
        assertTrue(earned.pending());
        assertEquals(100, balance(member).available());
        assertEquals(130, balance(member).pending());

        Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt));
        Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt));
        assertEquals(230, balance(member).available());
        assertEquals(0, balance(member).pending());
        assertEquals(
                earned,
                buy(member, receipt, at, line("TEA", 12_850), line("CUP", 199)),
                "the same receipt is the same purchase");
    }

    @Test
    void aReceiptOfSomebodyElseEarnsNothing() {
        String receipt = source();
        buy(newcomers.member(), receipt, line("TEA", 1_000));
        Newcomer other = newcomers.member();
        Problem refused = assertThrows(Problem.class, () -> buy(other, receipt, line("TEA", 1_000)));
        assertEquals("earning.source-reused", refused.code().code());
        assertEquals(0, balance(other).pending());
    }

    @Test
    void aVisitorEarnsNothingAndItIsKeptWhy() {
        Newcomer visitor = newcomers.come();
        EarnedView earned = buy(visitor, source(), line("TEA", 10_000));
        assertEquals(0, earned.points());
        assertEquals(List.of("还不是会员，不积分"), earned.explanation());
        assertEquals(0, balance(visitor).balance());
    }

    @Test
    void refundsTakeBackWhatTheRestWouldNotHaveEarned() {
        Newcomer member = newcomers.member();
        String receipt = source();
        assertEquals(
                3,
                buy(member, receipt, line("A", 150), line("B", 150), line("A", 50))
                        .points());
        assertEquals(1, refund(receipt, "1", line("A", 60)), "2.90 are left: 2 points");
        assertEquals(1, refund(receipt, "1", line("A", 60)), "once");
        assertEquals(2, balance(member).pending());
        Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt));
        assertEquals(102, balance(member).available());
        assertEquals(0, refund(receipt, "2", line("B", 90)), "2.00 are left: still 2");
        assertEquals(
                "earning.refund-too-large",
                assertThrows(Problem.class, () -> refund(receipt, "3", line("B", 61)))
                        .code()
                        .code());
        assertEquals(
                "earning.refund-too-large",
                assertThrows(Problem.class, () -> refund(receipt, "3", line("C", 1)))
                        .code()
                        .code());
        assertEquals(2, refund(receipt, "4", line("A", 140), line("B", 60)));
        assertEquals(100, balance(member).available());
        assertEquals(
                "earning.occasion-unknown",
                assertThrows(Problem.class, () -> refund(source(), "1")).code().code());
        Api.as(chain.hq().token())
                .get("/api/hq/people/" + member.person() + "/earnings?limit=1")
                .then()
                .statusCode(200)
                .body("items[0].source", equalTo(receipt))
                .body("items[0].takenBack", equalTo(3));
    }

    private long refund(String receipt, String source, PaidLine... lines) {
        return Run.now(() -> refunds.refunded(new Refund(receipt, source, List.of(lines), "test:till")))
                .points();
    }

    /** Whatever is returned in whatever pieces, at whatever moment the rest becomes active. */
    @Test
    void refundsTogetherTakeExactlyWhatWasGiven() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 3, "perFen": 700, "pending": true, %s}],
                 "multipliers": [{"id": "a", "name": "茶", "percent": 133, "combine": "ADD",
                   "products": {"only": ["P1"]}}],
                 "caps": [{"kind": "PURCHASE", "perDay": 150}]}""".formatted(YEARS));
        for (int round = 0; round < 5; round++) {
            Newcomer member = newcomers.member();
            String receipt = source();
            List<PaidLine> lines = List.of(line("P1", random.nextInt(30_000)), line("P2", random.nextInt(30_000)));
            long given = buy(member, receipt, lines.toArray(PaidLine[]::new)).points();
            List<PaidLine> pieces = new ArrayList<>();
            for (PaidLine whole : lines) {
                long first = random.nextLong(whole.paidFen() + 1);
                pieces.add(line(whole.sku(), first));
                pieces.add(line(whole.sku(), whole.paidFen() - first));
            }
            Collections.shuffle(pieces, random);
            int completed = random.nextInt(4);
            long taken = 0;
            for (int i = 0; i < pieces.size(); i++) {
                if (i == completed) {
                    Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt));
                }
                taken += refund(receipt, "piece " + i, pieces.get(i));
            }
            assertEquals(given, taken, "seed " + seed);
            assertEquals(0, balance(member).balance() + balance(member).pending(), "seed " + seed);
        }
    }

    @Test
    void manyReceiptsAtOnceKeepTheDaysCapAndEachCountsOnce() {
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, %s}],
                 "caps": [{"kind": "PURCHASE", "perDay": 75}]}""".formatted(YEARS));
        Newcomer member = newcomers.member();
        Instant at = clock.instant();
        List<String> receipts =
                java.util.stream.Stream.generate(EarningTest::source).limit(15).toList();
        List<EarnedView> earned =
                Run.together(30, i -> settled(() -> buy(member, receipts.get(i / 2), at, line("TEA", 1_000))));
        for (int i = 0; i < 30; i += 2) {
            assertEquals(earned.get(i), earned.get(i + 1), "sent twice, counted once");
        }
        long sum = 0;
        for (int i = 0; i < 30; i += 2) {
            sum += earned.get(i).points();
        }
        assertEquals(75, sum);
        assertEquals(75, balance(member).available());
        assertTrue(earned.stream()
                        .flatMap(one -> one.explanation().stream())
                        .anyMatch("消费积分每日上限 75 分，当日已得 70 分，本次计 5 分"::equals)
                || earned.stream().anyMatch(one -> one.points() == 0));
    }

    /** Who waited too long for the person's row has done nothing, and asks again. */
    private static <T> T settled(Supplier<T> call) {
        for (int i = 0; i < 50; i++) {
            try {
                return call.get();
            } catch (RuntimeException e) {
                if (!Set.of("55P03", "57014").contains(String.valueOf(Database.sqlState(e)))) {
                    throw e;
                }
            }
        }
        return call.get();
    }

    @Test
    void aReceiptThatIsToldLateCountsByTheRulesOfItsTime() {
        Newcomer member = newcomers.member();
        Instant before = clock.instant();
        int version = rulebook.publish("""
                {"rules": [{"id": "double", "kind": "PURCHASE", "name": "双倍", "points": 2, "perFen": 100, %s}]}""".formatted(YEARS));
        EarnedView late = buy(member, source(), before.minusSeconds(1), line("TEA", 1_000));
        assertEquals(10, late.points());
        EarnedView now = buy(member, source(), clock.instant().plusSeconds(3_600), line("TEA", 1_000));
        assertEquals(20, now.points());
        assertEquals(version, now.ruleVersion());
        assertTrue(!now.at().isAfter(clock.instant()), "the future counts as now");
    }

    @Test
    void rulesOfAStoreHoldThereAlone() {
        StoreView store = chain.store();
        rulebook.publish("""
                {"rules": [{"id": "here", "kind": "REVIEW", "name": "本店评价", "points": 30, "pending": true, %s,
                    "stores": {"only": ["%s"]}}]}""".formatted(YEARS, store.id()));
        Newcomer member = newcomers.member();
        String review = source();
        assertEquals(30, event(EarnKind.REVIEW, member, review, store.id()).points());
        assertEquals(
                0, event(EarnKind.REVIEW, member, source(), chain.store().id()).points());
        assertEquals(30, balance(member).pending());
        Run.now(() -> earnings.completed(EarnKind.REVIEW, review));
        assertEquals(30, balance(member).available());
    }

    private EarnedView event(EarnKind kind, Newcomer member, String source, UUID store) {
        return Run.now(() ->
                earnings.event(new Event(kind, member.person(), source, clock.instant(), store, null, "test:review")));
    }

    @Test
    void aMemberChecksInOnceADay() {
        Newcomer member = newcomers.member();
        List<Response> answers = Run.together(12, i -> checkIn(member.token()));
        assertEquals(
                1,
                answers.stream().filter(answer -> answer.<Boolean>path("first")).count());
        answers.forEach(answer -> answer.then()
                .statusCode(200)
                .body("points", equalTo(1))
                .body("day", equalTo(Days.today(clock).toString())));
        assertEquals(101, balance(member).available());

        clock.move(Duration.ofDays(1));
        String token = newcomers.signIn(member.user(), member.phone(), null).token();
        checkIn(token).then().statusCode(200).body("first", equalTo(true));
        assertEquals(102, balance(member).available());
        checkIn(newcomers.come().token()).then().statusCode(409).body("code", equalTo("membership.needed"));
    }

    private static Response checkIn(String token) {
        String key = UUID.randomUUID().toString();
        Response answer = checkIn(token, key);
        for (int i = 0; i < 50 && answer.statusCode() == 503; i++) {
            answer = checkIn(token, key);
        }
        return answer;
    }

    private static Response checkIn(String token, String key) {
        return Api.as(token).header("Idempotency-Key", key).post("/api/me/check-in");
    }

    @Test
    void twoWhoTurnOutToBeOneShareTheDayAndPartWithWhatIsTheirs() {
        String hq = chain.hq().token();
        Newcomer first = newcomers.member();
        Newcomer second = newcomers.member();
        checkIn(second.token()).then().statusCode(200).body("first", equalTo(true));
        String merge = Api.command(hq)
                .body(Map.of("personId", first.person(), "otherPersonId", second.person(), "reason", "同一个人"))
                .post("/api/hq/merges")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        checkIn(first.token()).then().statusCode(200).body("first", equalTo(false));
        assertEquals(201, balance(first).available());
        Api.as(hq)
                .get("/api/hq/people/" + second.person() + "/earnings")
                .then()
                .statusCode(200)
                .body("items.kind", containsInAnyOrder("BINDING", "BINDING", "CHECK_IN"));
        Api.command(hq)
                .body(Map.of("reason", "不是同一个人"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
        assertEquals(100, balance(first).available());
        assertEquals(101, balance(second).available());
        checkIn(second.token()).then().statusCode(200).body("first", equalTo(false));
        checkIn(first.token()).then().statusCode(200).body("first", equalTo(true));
    }

    @Test
    void whatWasEarnedIsInThePersonsExport() {
        Newcomer member = newcomers.member();
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.earnings.kind", hasItem("BINDING"))
                .body("sections.earnings[0].points", equalTo(100));
    }

    @Test
    void theExportHasEveryOccasionWhereverAPageEnds() {
        Newcomer member = newcomers.member();
        checkIn(member.token()).then().statusCode(200);
        List<EarnData.OccasionExport> all = Run.now(() -> data.export(member.person(), 500));
        assertTrue(all.size() >= 2, all::toString);
        for (int page : List.of(1, all.size(), all.size() + 1)) {
            assertEquals(all, Run.now(() -> data.export(member.person(), page)), "pages of " + page);
        }
    }

    @Test
    void takingTheProfileBackTakesTheBirthdayOutOfWhatWasEarned() {
        LocalDate today = Days.today(clock);
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, %s}],
                 "multipliers": [{"id": "b", "name": "生日双倍", "percent": 200, "combine": "ADD",
                   "birthday": {"before": 3, "after": 3}}]}""".formatted(YEARS));
        Newcomer member = newcomers.come();
        newcomers.bind(
                member, Map.of("birthday", today.minusDays(2).withYear(1992).toString()));
        String receipt = source();
        EarnedView earned = buy(member, receipt, line("TEA", 1_000));
        assertEquals(20, earned.points());
        assertEquals(List.of("b"), earned.multiplierIds());
        long told = newcomers.count(
                "select count(*) from earn_occasion where birthday_days is not null and person_id = :x",
                member.person());
        assertTrue(told > 0);
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from earn_occasion where birthday_days is not null and person_id = :x",
                        member.person()));
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from earn_occasion where explanation like '%生日%' and person_id = :x",
                        member.person()));
        assertEquals(10, refund(receipt, "1", line("TEA", 500)), "what it multiplied stays multiplied");
        assertEquals(10, buy(member, source(), line("TEA", 1_000)).points());

        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        assertEquals(0, refund(receipt, "2", line("TEA", 500)), "the ledger of who is gone stays as it is");
        assertEquals(
                0,
                newcomers.count(
                        "select count(*) from earn_refund r join earn_occasion o on o.id = r.occasion_id"
                                + " where r.source = '2' and o.source = :x",
                        receipt));
    }

    @Test
    void theLedgerKnowsAnOccasionByItsIdAlone() {
        Newcomer member = newcomers.member();
        assertEquals(
                1,
                newcomers.count(
                        "select count(*) from points_posting p join earn_occasion o on o.source = p.source"
                                + " and o.kind = p.reason"
                                + " and cast(p.explanation as jsonb) = jsonb_build_object('occasion', o.id)"
                                + " where o.person_id = :x",
                        member.person()));
    }

    @Test
    void completingWhatWasPromisedToWhoIsErasedDoesNothing() {
        Newcomer member = newcomers.member();
        String receipt = source();
        assertTrue(buy(member, receipt, line("TEA", 1_000)).pending());
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Run.now(() -> earnings.completed(EarnKind.PURCHASE, receipt).replaceWith(true));
        assertEquals(0, balance(member).balance());
    }

    @Test
    void whoWasPartedAndErasedDoesNotKeepARefundFromTheLedger() {
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, %s}]}""".formatted(YEARS));
        Newcomer member = newcomers.member();
        UUID other = purses.person();
        String earned = purses.earn(other, 50, Expiry.NEVER);
        purses.spend(other, 50);
        purses.clawBack(earned, 50);
        UUID merge = purses.merge(member.person(), other);
        String receipt = source();
        assertEquals(100, buy(member, receipt, line("TEA", 10_000)).points());
        assertEquals(50, balance(member).balance(), "the rest paid what the other owed");
        purses.undo(merge);
        purses.erase(other);
        assertEquals(100, refund(receipt, "1", line("TEA", 10_000)));
        assertEquals(-50, balance(member).balance());
    }

    private static void reused(Supplier<?> call) {
        Problem refused = assertThrows(Problem.class, call::get);
        assertEquals("earning.source-reused", refused.code().code());
    }

    @Test
    void theSameReceiptWithAnotherBodyIsRefused() {
        Newcomer member = newcomers.member();
        String receipt = source();
        Instant at = clock.instant().plusSeconds(60);
        EarnedView earned = buy(member, receipt, at, line("TEA", 1_000));
        assertEquals(earned, buy(member, receipt, at, line("TEA", 1_000)), "a till whose clock is fast");
        reused(() -> buy(member, receipt, at, line("TEA", 10_000)));
        reused(() -> buy(member, receipt, at, line("TEA", 1_000), line("CUP", 1)));
        reused(() -> buy(member, receipt, at.minusSeconds(1), line("TEA", 1_000)));
        UUID store = chain.store().id();
        reused(() -> Run.now(() -> earnings.purchase(
                new Purchase(member.person(), receipt, at, store, null, List.of(line("TEA", 1_000)), "test:till"))));
        assertEquals(10, balance(member).pending());
    }

    @Test
    void theSameRefundWithOtherLinesIsRefused() {
        Newcomer member = newcomers.member();
        String receipt = source();
        buy(member, receipt, line("TEA", 10_000));
        assertEquals(1, refund(receipt, "1", line("TEA", 60)));
        reused(() -> refund(receipt, "1", line("TEA", 6_000)));
        assertEquals(1, refund(receipt, "1", line("TEA", 60)));
        assertEquals(99, balance(member).pending());
    }

    @Test
    void afterTheProfileIsTakenBackOnlyTheMultipliersThatCountedCountForARefund() {
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, %s}],
                 "multipliers": [{"id": "month", "name": "生日月", "percent": 150, "combine": "ADD",
                   "birthday": {"before": 30, "after": 30}},
                  {"id": "day", "name": "生日当天", "percent": 300, "combine": "ALONE",
                   "birthday": {"before": 0, "after": 0}}]}""".formatted(YEARS));
        Newcomer member = newcomers.come();
        newcomers.bind(
                member,
                Map.of(
                        "birthday",
                        Days.today(clock).minusDays(10).withYear(1992).toString()));
        String receipt = source();
        EarnedView earned = buy(member, receipt, line("TEA", 10_000));
        assertEquals(150, earned.points());
        assertEquals(List.of("month"), earned.multiplierIds());
        Api.as(member.token()).delete("/api/me/consents/PROFILE").then().statusCode(204);
        assertEquals(75, refund(receipt, "1", line("TEA", 5_000)));
        assertEquals(75, refund(receipt, "2", line("TEA", 5_000)));
    }

    @Test
    void whatWasBoughtBeforeThereWereRulesCanBeReturned() {
        Newcomer member = newcomers.member();
        String receipt = source();
        EarnedView earned = buy(member, receipt, Instant.parse("2015-06-01T04:00:00Z"), line("TEA", 1_000));
        assertEquals(0, earned.ruleVersion());
        assertEquals(0, earned.points());
        assertEquals(0, refund(receipt, "1", line("TEA", 1_000)));
        assertEquals(
                "earning.refund-too-large",
                assertThrows(Problem.class, () -> refund(receipt, "2", line("TEA", 1)))
                        .code()
                        .code());
    }

    @Test
    void whatARejectedReviewWasPromisedOrGivenIsTakenBack() {
        rulebook.publish("""
                {"rules": [{"id": "r", "kind": "REVIEW", "name": "评价", "points": 30, "pending": true, %s}]}""".formatted(YEARS));
        UUID store = chain.store().id();
        Newcomer member = newcomers.member();
        String promised = source();
        event(EarnKind.REVIEW, member, promised, store);
        assertEquals(30, balance(member).pending());
        assertEquals(30, withdrawn(promised));
        assertEquals(30, withdrawn(promised), "once");
        assertEquals(0, balance(member).pending());
        Run.now(() -> earnings.completed(EarnKind.REVIEW, promised).replaceWith(true));
        assertEquals(0, balance(member).balance());

        String active = source();
        event(EarnKind.REVIEW, member, active, store);
        Run.now(() -> earnings.completed(EarnKind.REVIEW, active).replaceWith(true));
        assertEquals(30, balance(member).available());
        assertEquals(30, withdrawn(active));
        assertEquals(0, balance(member).available());
        Api.as(chain.hq().token())
                .get("/api/hq/people/" + member.person() + "/earnings?limit=1")
                .then()
                .statusCode(200)
                .body("items[0].source", equalTo(active))
                .body("items[0].takenBack", equalTo(30));
        assertEquals(
                "earning.occasion-unknown",
                assertThrows(Problem.class, () -> withdrawn(source())).code().code());
    }

    private long withdrawn(String review) {
        return Run.now(() -> refunds.withdrawn(EarnKind.REVIEW, review, "staff:test"))
                .points();
    }

    private Newcomer comesBack(Newcomer member) {
        Api.as(member.token()).delete("/api/me?confirm=ERASE").then().statusCode(204);
        Newcomer again = newcomers.signIn(member.user(), member.phone(), null);
        newcomers.bind(again);
        return again;
    }

    @Test
    void whoIsErasedAndComesBackHasCheckedInForTheDay() {
        Newcomer member = newcomers.member();
        checkIn(member.token()).then().statusCode(200).body("first", equalTo(true));
        Newcomer again = comesBack(member);
        checkIn(again.token())
                .then()
                .statusCode(200)
                .body("first", equalTo(false))
                .body("points", equalTo(0));
        assertEquals(0, balance(again).available());
    }

    @Test
    void theCapOfADayIsNotNewForWhoIsErasedAndComesBack() {
        rulebook.publish("""
                {"rules": [{"id": "p", "kind": "PURCHASE", "name": "消费", "points": 1, "perFen": 100, %s}],
                 "caps": [{"kind": "PURCHASE", "perDay": 75}]}""".formatted(YEARS));
        Newcomer member = newcomers.member();
        assertEquals(50, buy(member, source(), line("TEA", 5_000)).points());
        Newcomer again = comesBack(member);
        assertEquals(25, buy(again, source(), line("TEA", 5_000)).points());
        assertEquals(0, buy(comesBack(again), source(), line("TEA", 5_000)).points());
    }
}
