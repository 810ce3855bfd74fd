package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.guike.journey.Handset.button;
import static io.guike.journey.Handset.isSeen;
import static io.guike.journey.Handset.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
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

    private static final Pattern DIGITS = Pattern.compile("\\d{4} \\d{4} \\d{4}");
    private static final String CHOSEN = "korrekt-Pferd-29";

    @TempDir
    static Path directory;

    private static Shop shop;
    private static Promotion promotion;
    private static NewStore otherStore;
    private static String exchanged;
    private static int people;

    private Handset hand;

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
        hand = newHand("顾客" + people, "136%08d".formatted(people));
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

    private Locator balance(String name) {
        return app().locator(".balances").getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    private void openTheCoupon(String name) {
        balance("优惠券").click();
        app().locator(".ticket").getByText(name).click();
        isSeen(coupon());
    }

    private Locator coupon() {
        return app().getByLabel("券", new Locator.GetByLabelOptions().setExact(true));
    }

    private String shownDigits() {
        Locator digits = app().locator(".digits");
        assertThat(digits).hasText(DIGITS);
        return digits.textContent();
    }

    private static Locator offer(Handset hand, String name) {
        return hand.program().locator(".offer").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static void claim(Handset hand, String name) {
        button(hand.program(), "领取 " + name).click();
    }

    private static void openTheOffers(Handset hand) {
        button(hand.program(), "领券中心 领券、兑换码").click();
    }

    private void claimed(String name) {
        openTheOffers(hand);
        claim(hand, name);
        says(offer(hand, name).locator(".said"), "已领取");
    }

    /** One where nothing was verified yet. */
    private static NewStore newStore() {
        people++;
        return promotion.store("N%03d".formatted(people), "新店" + people);
    }

    /** Somebody new at a counter, in a browser of their own: the first thing is a password of their own. */
    private static Page counter(String role, NewStore... stores) {
        people++;
        NewStaff staff = promotion.hire("C%03d".formatted(people), "韩梅梅", role, stores);
        Page page = browser.newPage(1280, 860);
        page.navigate(shop.replica(0).url() + "/counter/");
        page.getByLabel("工号").fill(staff.number());
        page.getByLabel("密码").fill(staff.firstPassword());
        page.keyboard().press("Enter");
        page.getByLabel("再输一次").fill(CHOSEN);
        page.getByLabel("新密码").fill(CHOSEN);
        page.keyboard().press("Enter");
        return page;
    }

    /** As a hand scanner does: a line, and Enter. */
    private static void scan(Page counter, String line) {
        assertThat(counter.getByLabel("券码")).isFocused();
        counter.keyboard().type(line);
        counter.keyboard().press("Enter");
    }

    private static Locator verdict(Page counter) {
        return counter.locator(".verdict");
    }

    private static void confirm(Page counter) {
        says(verdict(counter), "可以核销");
        pressEnterUntil(counter, "核销成功");
    }

    /** With nothing typed; right after an answer it is not taken. */
    private static void pressEnterUntil(Page counter, String said) {
        counter.waitForCondition(() -> {
            counter.keyboard().press("Enter");
            return counter.locator(".verdict", new Page.LocatorOptions().setHasText(said))
                    .isVisible();
        });
    }

    @Test
    void newcomerUsesTheTastingCouponAtTheCounterTheSameMinute() {
        bind();
        says(balance("积分"), "100");
        says(balance("优惠券"), "1");

        openTheCoupon("新人品鉴券");
        says(coupon(), "可使用");
        says(app().locator(".terms"), "来源：入会礼");
        String digits = shownDigits();
        assertEquals("GKC." + digits.replace(" ", ""), hand.read(app().locator(".qr svg")));

        NewStore store = newStore();
        Page counter = counter("PROMOTER", store);
        scan(counter, digits);
        says(counter.locator(".answer"), "新人品鉴券");
        confirm(counter);
        says(counter.locator(".answer"), "经典小样");
        says(counter.locator(".today"), "新人品鉴券");
        assertThat(button(counter.locator(".today"), "撤销")).hasCount(0);

        says(coupon(), "已使用");
        says(app().locator(".history"), "已核销，" + store.name());
        scan(counter, digits);
        says(verdict(counter), "券码无效或已过期");
        counter.context().close();
    }

    @Test
    void statementReadsLikeSentencesAndOneChecksInOnceADay() {
        bind();
        balance("积分").click();
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
        openTheOffers(otherTab);
        isSeen(offer(otherTab, "周末满减券"));

        claimed("周末满减券");
        claim(otherTab, "周末满减券");

        Locator said = offer(otherTab, "周末满减券").locator(".said");
        says(said, "您已领过这张券");
        button(said, "查看").click();
        says(otherTab.program().getByLabel("券", new Locator.GetByLabelOptions().setExact(true)), "周末满减券");
    }

    @Test
    void whoComesTooLateIsToldSo() {
        bind();
        openTheOffers(hand);
        isSeen(offer(hand, "限量一张券"));
        people++;
        Handset faster = newHand("手快的人" + people, "136%08d".formatted(people));
        faster.openTheProgram();
        faster.bind("MEMBERSHIP");
        openTheOffers(faster);
        claim(faster, "限量一张券");
        says(offer(faster, "限量一张券").locator(".said"), "已领取");
        faster.page.context().close();

        claim(hand, "限量一张券");

        says(offer(hand, "限量一张券").locator(".said"), "券已领完");
    }

    @Test
    void exchangeCodeGetsItsCouponAndAWrongOneSaysSo() {
        String code = promotion.exchangeCode(exchanged);
        bind();
        openTheOffers(hand);
        app().getByLabel("输入兑换码").fill("AAAA-AAAA-AAAA");
        button(app(), "兑换").click();
        says(app().locator("form .said"), "兑换码无效");

        app().getByLabel("输入兑换码").fill(code.toLowerCase(Locale.ROOT));
        button(app(), "兑换").click();

        says(coupon(), "杂志读者券");
        says(app().locator(".terms"), "来源：兑换码");
    }

    @Test
    void friendOpensTheLinkBecomesAMemberAndTakesTheCoupon() {
        bind();
        claimed("周末满减券");
        button(offer(hand, "周末满减券"), "查看").click();
        button(app(), "送给朋友").click();
        String link = app().getByLabel("领取链接", new Locator.GetByLabelOptions().setExact(true))
                .inputValue();
        assertEquals(link, hand.read(app().locator(".qr svg")));
        hand.button("关闭").click();

        people++;
        hand.handedTo("朋友" + people, "137%08d".formatted(people));
        hand.scan(link);
        says(app().locator(".notice"), "朋友送您一张券");
        hand.allowTheNumber("MEMBERSHIP");
        says(app().locator(".gift"), "周末满减券");
        button(app(), "收下").click();

        says(coupon(), "可使用");
        says(app().locator(".terms"), "来源：朋友赠送");
        assertThat(button(app(), "送给朋友")).hasCount(0);
    }

    @Test
    void giftThatIsTakenBackIsNobodyElses() {
        bind();
        claimed("周末满减券");
        button(offer(hand, "周末满减券"), "查看").click();
        button(app(), "送给朋友").click();
        String link = app().getByLabel("领取链接", new Locator.GetByLabelOptions().setExact(true))
                .inputValue();
        button(app(), "收回").click();
        says(app().locator(".toast"), "已收回");
        says(coupon(), "可使用");
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
        openTheCoupon("新人品鉴券");
        String read = hand.read(app().locator(".qr svg"));

        NewStore store = newStore();
        Page counter = counter("STORE_MANAGER", store, otherStore);
        counter.getByText(store.name()).click();
        scan(counter, read);
        confirm(counter);
        says(coupon(), "已使用");
        button(counter.locator(".today"), "撤销").click();
        counter.getByLabel("撤销的原因").fill("扫错了");
        counter.keyboard().press("Enter");
        says(counter.locator(".today"), "已撤销");
        counter.context().close();

        button(app(), "返回").click();
        app().locator(".ticket").getByText("新人品鉴券").click();
        says(coupon(), "可使用");
        says(app().locator(".history"), "撤销核销");
    }

    @Test
    void couponForAnotherStoreSaysWhyNot() {
        bind();
        claimed("徐家汇专享券");
        button(offer(hand, "徐家汇专享券"), "查看").click();
        says(app().locator(".terms"), "限指定门店使用：徐家汇店");
        String digits = shownDigits();

        Page counter = counter("PROMOTER", newStore());
        scan(counter, digits);

        says(verdict(counter), "不能核销：不能在此门店使用");
        counter.keyboard().press("Enter");
        assertThat(verdict(counter)).containsText("不能核销");
        counter.keyboard().press("Escape");
        assertThat(verdict(counter)).hasCount(0);
        counter.context().close();
        says(coupon(), "可使用");
    }

    @Test
    void couponWithAThresholdAsksForTheAmount() {
        bind();
        claimed("周末满减券");
        button(offer(hand, "周末满减券"), "查看").click();
        String digits = shownDigits();

        Page counter = counter("PROMOTER", newStore());
        scan(counter, digits);
        says(verdict(counter), "请输入适用商品的金额");
        scan(counter, "199.99");
        says(verdict(counter), "未达到使用门槛");
        scan(counter, "200");
        says(verdict(counter), "减 30 元");
        confirm(counter);

        says(counter.locator(".today"), "减 30 元");
        counter.context().close();
        says(coupon(), "已使用");
    }

    @Test
    void pointsAreExchangedForGoodsThatTheCounterHandsOver() {
        bind();
        button(app(), "积分换礼").click();
        button(app(), "兑换 帆布袋").click();
        button(app().getByRole(AriaRole.ALERTDIALOG), "兑换").click();
        says(app().locator(".order"), "待领取");
        String digits = shownDigits();
        String read = hand.read(app().locator(".qr svg"));

        Page counter = counter("PROMOTER", newStore());
        scan(counter, digits);
        says(verdict(counter), "可以交付：帆布袋");
        scan(counter, read);
        says(verdict(counter), "可以交付：帆布袋");
        pressEnterUntil(counter, "已交付");
        says(counter.locator(".today"), "帆布袋");
        counter.context().close();

        button(app(), "返回").click();
        says(app().locator(".sum"), "20");
        says(offer(hand, "帆布袋").locator(".said"), "积分不足");
        assertThat(button(app(), "兑换 帆布袋")).isHidden();
        button(app(), "我的兑换").click();
        says(app().locator(".order"), "已完成");
    }

    @Test
    void couponCodeIsFetchedAnewBeforeItLapses() {
        hand.page.clock().install();
        hand.page.reload();
        bind();
        openTheCoupon("新人品鉴券");
        String digits = shownDigits();

        hand.page.clock().runFor(101_000);

        assertThat(app().locator(".digits")).not().hasText(digits);
        assertThat(app().locator(".digits")).hasText(DIGITS);
        assertThat(app().locator(".qr")).not().hasClass(Pattern.compile("lapsed"));
    }

    @Test
    void whoWorksNowhereVerifiesNothing() {
        Page counter = counter("PROMOTER");

        says(counter.locator(".refused"), "没有任职的门店");
        button(counter.locator("#counter"), "退出登录").click();
        isSeen(counter.getByLabel("工号"));
        counter.context().close();
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
