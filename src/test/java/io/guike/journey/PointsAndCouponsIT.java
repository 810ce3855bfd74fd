package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.guike.journey.Handset.button;
import static io.guike.journey.Handset.isSeen;
import static io.guike.journey.Handset.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.guike.journey.Promotion.NewStaff;
import io.guike.journey.Promotion.NewStore;
import io.guike.support.Browser;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer with the phone and staff at the counter, each in a real browser: points and coupons the same minute. */
class PointsAndCouponsIT {
    @RegisterExtension
    static final Browser browser = new Browser();

    @TempDir
    static Path directory;

    private static Shop shop;
    private static Promotion promotion;
    private static NewStore otherStore;
    private static String exchanged;
    private static int people;

    private String number = "";
    private Handset hand;
    private Benefits mine;

    @BeforeAll
    static void openAShop() throws Exception {
        shop = Shop.withPages(directory);
        promotion = new Promotion(shop);
        otherStore = promotion.store("S2", "徐家汇店");
        promotion.welcomeWith(promotion.open("新人品鉴券", Promotion.tasting("经典小样"), Promotion.offer(false)));
        promotion.open("周末满减券", Promotion.amountOff(3000, 20_000), Promotion.offer(true));
        promotion.open("限量一张券", Promotion.amountOff(500, 0), Promotion.offer(true, 1));
        Map<String, Object> elsewhere = Promotion.tasting("手提袋");
        elsewhere.put("stores", Map.of("only", List.of(otherStore.id()), "except", List.of()));
        promotion.open("徐家汇专享券", elsewhere, Promotion.offer(true));
        Map<String, Object> withTea = Promotion.tasting("点心一份");
        withTea.put("products", Map.of("only", List.of("TEA"), "except", List.of()));
        promotion.open("买茶赠点心券", withTea, Promotion.offer(true));
        promotion.reward("帆布袋", 80);
        exchanged = promotion.open("杂志读者券", Promotion.tasting("护手霜"), Promotion.offer(false));
    }

    @AfterAll
    static void closeTheShop() throws Exception {
        if (shop != null) {
            shop.close();
        }
    }

    @BeforeEach
    void takeThePhone() {
        people++;
        number = "136%08d".formatted(people);
        hand = newHand("顾客" + people, number);
        mine = new Benefits(hand);
    }

    private static Handset newHand(String nickname, String number) {
        return new Handset(browser.newPage(1280, 900), shop).takenBy(nickname, number);
    }

    @AfterEach
    void layItDown() {
        List<String> problems = browser.takeProblems();
        hand.page.context().close();
        assertEquals(
                List.of(), problems.stream().filter(said -> !isExpected(said)).toList());
        assertEquals(Set.of("127.0.0.1"), browser.hosts());
    }

    /** The browser says of a web page what the service refuses. */
    private static boolean isExpected(String problem) {
        return problem.contains("the server responded with a status of 4");
    }

    private Locator app() {
        return hand.program();
    }

    private void bind() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
    }

    /** One where nothing was verified yet. */
    private static NewStore newStore() {
        people++;
        return promotion.store("N%03d".formatted(people), "新店" + people);
    }

    /** Somebody new, in a browser of their own. */
    private static CounterTab counter(String role, NewStore... stores) {
        people++;
        NewStaff staff = promotion.hire("C%03d".formatted(people), "韩梅梅", role, stores);
        return new CounterTab(browser.newPage(1280, 860), shop).signIn(staff);
    }

    @Test
    void newcomerUsesTheTastingCouponAtTheCounterTheSameMinute() {
        bind();
        says(mine.balance("积分"), "100");
        says(mine.balance("优惠券"), "1");

        mine.openTheCoupon("新人品鉴券");
        says(mine.coupon(), "可使用");
        says(app().locator(".terms"), "来源：入会礼");
        String digits = mine.shownDigits();
        assertEquals("GKC." + digits.replace(" ", ""), hand.read(app().locator(".qr svg")));

        NewStore store = newStore();
        CounterTab counter = counter("PROMOTER", store);
        counter.scan(digits);
        says(counter.answer(), "新人品鉴券");
        says(counter.answer(), "136****" + number.substring(7));
        counter.confirm();
        says(counter.answer(), "经典小样");
        says(counter.today(), "新人品鉴券");
        assertThat(button(counter.today(), "撤销")).hasCount(0);

        says(mine.coupon(), "已使用");
        says(app().locator(".history"), "已核销，" + store.name());
        counter.scan(digits);
        says(counter.verdict(), "券码无效或已过期");
        counter.close();
    }

    @Test
    void statementReadsLikeSentencesAndOneChecksInOnceADay() {
        bind();
        mine.balance("积分").click();
        says(app().locator(".sum"), "100");
        Locator lines = app().locator(".entry");
        assertThat(lines).hasCount(1);
        says(lines.first(), "入会");
        says(lines.first(), "+100");
        says(lines.first(), "余额 100");

        button(app(), "签到").click();
        says(app().locator(".toast"), "签到成功");
        says(lines.first(), "签到");
        button(app(), "签到").click();
        says(app().locator(".toast"), "今天已经签到过了");
        assertThat(lines).hasCount(2);
    }

    @Test
    void secondClaimIsRefusedWithItsReasonAndTheCouponOneHas() {
        bind();
        Handset otherTab = hand.another();
        otherTab.openTheProgram();
        isSeen(otherTab.face());
        Benefits there = new Benefits(otherTab);
        there.openTheOffers();
        isSeen(there.offer("周末满减券"));

        mine.claimAndOpen("周末满减券");
        there.claim("周末满减券");

        Locator said = there.said("周末满减券");
        says(said, "您已领过这张券");
        button(said, "查看").click();
        says(there.coupon(), "周末满减券");
    }

    @Test
    void whoComesTooLateIsToldSo() {
        bind();
        mine.openTheOffers();
        isSeen(mine.offer("限量一张券"));
        people++;
        Handset faster = newHand("手快的人" + people, "136%08d".formatted(people));
        faster.openTheProgram();
        faster.bind("MEMBERSHIP");
        new Benefits(faster).claimAndOpen("限量一张券");
        faster.page.context().close();

        mine.claim("限量一张券");

        says(mine.said("限量一张券"), "券已领完");
    }

    @Test
    void exchangeCodeGetsItsCouponAndAWrongOneSaysSo() {
        String code = promotion.exchangeCode(exchanged);
        bind();
        mine.openTheOffers();
        app().getByLabel("输入兑换码").fill("AAAA-AAAA-AAAA");
        button(app(), "兑换").click();
        says(app().locator("form .said"), "兑换码无效");

        app().getByLabel("输入兑换码").fill(code.toLowerCase(Locale.ROOT));
        button(app(), "兑换").click();

        says(mine.coupon(), "杂志读者券");
        says(app().locator(".terms"), "来源：兑换码");
    }

    @Test
    void friendOpensTheLinkBecomesAMemberAndTakesTheCoupon() {
        bind();
        mine.claimAndOpen("周末满减券");
        String link = mine.giftLink();
        assertEquals(link, hand.read(app().locator(".qr svg")));
        hand.button("关闭").click();

        people++;
        hand.handedTo("朋友" + people, "137%08d".formatted(people));
        hand.scan(link);
        says(app().locator(".notice"), "朋友送您一张券");
        hand.allowTheNumber("MEMBERSHIP");
        says(app().locator(".gift"), "周末满减券");
        button(app(), "收下").click();

        says(mine.coupon(), "可使用");
        says(app().locator(".terms"), "来源：朋友赠送");
        assertThat(button(app(), "送给朋友")).hasCount(0);
    }

    @Test
    void giftThatIsTakenBackIsNobodyElses() {
        bind();
        mine.claimAndOpen("周末满减券");
        String link = mine.giftLink();
        button(app(), "收回").click();
        says(app().locator(".toast"), "已收回");
        says(mine.coupon(), "可使用");
        hand.button("关闭").click();

        people++;
        hand.handedTo("朋友" + people, "137%08d".formatted(people));
        hand.scan(link);
        hand.allowTheNumber("MEMBERSHIP");

        says(app().locator(".gift"), "已收回");
    }

    @Test
    void managerOfTwoStoresScansThenUndoesWithAReason() {
        bind();
        mine.openTheCoupon("新人品鉴券");
        String read = hand.read(app().locator(".qr svg"));

        NewStore store = newStore();
        CounterTab counter = counter("STORE_MANAGER", store, otherStore);
        counter.page.getByText(store.name()).click();
        counter.scan(read);
        counter.confirm();
        says(mine.coupon(), "已使用");
        button(counter.today(), "撤销").click();
        counter.page.getByLabel("撤销的原因").fill("扫错了");
        counter.page.keyboard().press("Enter");
        says(counter.today(), "已撤销");
        counter.close();

        button(app(), "返回").click();
        app().locator(".ticket").getByText("新人品鉴券").click();
        says(mine.coupon(), "可使用");
        says(app().locator(".history"), "撤销核销");
    }

    @Test
    void couponForAnotherStoreSaysWhyNot() {
        bind();
        mine.claimAndOpen("徐家汇专享券");
        says(app().locator(".terms"), "限指定门店使用：徐家汇店");
        String digits = mine.shownDigits();

        CounterTab counter = counter("PROMOTER", newStore());
        counter.scan(digits);

        says(counter.verdict(), "不能核销：不能在此门店使用");
        counter.page.keyboard().press("Enter");
        assertThat(counter.verdict()).containsText("不能核销");
        counter.page.keyboard().press("Escape");
        assertThat(counter.verdict()).hasCount(0);
        counter.close();
        says(mine.coupon(), "可使用");
    }

    @Test
    void couponWithAThresholdAsksForTheAmount() {
        bind();
        mine.claimAndOpen("周末满减券");
        String digits = mine.shownDigits();

        CounterTab counter = counter("PROMOTER", newStore());
        counter.scan(digits);
        says(counter.verdict(), "请输入适用商品的金额");
        counter.scan("199.99");
        says(counter.verdict(), "未达到使用门槛");
        counter.scan("200");
        says(counter.verdict(), "减 30 元");
        counter.confirm();

        says(counter.today(), "减 30 元");
        counter.close();
        says(mine.coupon(), "已使用");
    }

    @Test
    void giftThatGoesWithProductsAsksWhatIsPaidForThem() {
        bind();
        mine.claimAndOpen("买茶赠点心券");
        String digits = mine.shownDigits();

        CounterTab counter = counter("PROMOTER", newStore());
        counter.scan(digits);
        says(counter.verdict(), "请输入适用商品的金额");
        counter.scan("68");
        counter.confirm();

        says(counter.answer(), "点心一份");
        counter.close();
        says(mine.coupon(), "已使用");
    }

    @Test
    void pointsAreExchangedForGoodsThatTheCounterHandsOver() {
        bind();
        button(app(), "积分换礼").click();
        button(app(), "兑换 帆布袋").click();
        button(app().getByRole(AriaRole.ALERTDIALOG), "兑换").click();
        says(app().locator(".order"), "待领取");
        String digits = mine.shownDigits();
        String read = hand.read(app().locator(".qr svg"));

        CounterTab counter = counter("PROMOTER", newStore());
        counter.scan(digits);
        says(counter.verdict(), "可以交付：帆布袋");
        counter.scan(read);
        says(counter.verdict(), "可以交付：帆布袋");
        counter.pressEnterUntil("已交付");
        says(counter.today(), "帆布袋");
        counter.close();

        button(app(), "返回").click();
        says(app().locator(".sum"), "20");
        says(mine.said("帆布袋"), "积分不足");
        assertThat(button(app(), "兑换 帆布袋")).isHidden();
        button(app(), "我的兑换").click();
        says(app().locator(".order"), "已完成");
    }

    @Test
    void couponCodeIsFetchedAnewBeforeItLapsesAndStaffConfirmTheOneTheyLookedAt() {
        hand.page.clock().install();
        hand.page.reload();
        bind();
        mine.openTheCoupon("新人品鉴券");
        String digits = mine.shownDigits();
        CounterTab counter = counter("PROMOTER", newStore());
        counter.scan(digits);
        says(counter.answer(), "前确认");

        hand.page.clock().runFor(101_000);

        assertThat(app().locator(".digits")).not().hasText(digits);
        assertThat(app().locator(".digits")).hasText(Benefits.DIGITS);
        assertThat(app().locator(".qr")).not().hasClass(Pattern.compile("lapsed"));
        counter.confirm();
        counter.close();
    }

    @Test
    void whoWorksNowhereVerifiesNothing() {
        CounterTab counter = counter("PROMOTER");

        says(counter.page.locator(".refused"), "没有任职的门店");
        button(counter.page.locator("#counter"), "退出登录").click();
        isSeen(counter.page.getByLabel("工号"));
        counter.close();
    }

    @Test
    void counterKeepsAStrictPolicy() {
        var response = shop.request(shop.replica(0)).get("/counter/");
        String policy = response.getHeader("Content-Security-Policy");
        assertTrue(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), policy);
        assertTrue(policy.endsWith("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("no-cache", response.getHeader("Cache-Control"));
        assertEquals("nosniff", response.getHeader("X-Content-Type-Options"));
    }
}
