package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.guike.journey.Handset.button;
import static io.guike.journey.Handset.isSeen;
import static io.guike.journey.Handset.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.guike.support.Browser;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
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

/** A shopper with the phone in a real browser: from the promoter's code to the card, on both ways, and away again. */
class CardIT {
    @RegisterExtension
    static final Browser browser = new Browser();

    private static final Pattern CARD_CODE = Pattern.compile("GK\\.[A-Za-z0-9_-]{127}");

    @TempDir
    static Path directory;

    private static Shop shop;
    private static int people;

    private Page page;
    private Handset hand;

    @BeforeAll
    static void openAShop() throws Exception {
        shop = Shop.withPages(directory);
        shop.request(shop.replica(0))
                .contentType("application/json")
                .body(Map.of(
                        "buttons",
                        List.of(
                                Map.of("name", "会员卡", "action", "MINI_PROGRAM", "target", "pages/index/index"),
                                Map.of("name", "网页卡", "action", "VIEW", "target", cardPage()))))
                .put("/api/hq/wechat/menu")
                .then()
                .statusCode(200);
    }

    private static String cardPage() {
        return shop.replica(0).url() + "/card/";
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
        hand = new Handset(browser.newPage(1280, 900), shop).takenBy("顾客" + people, "138%08d".formatted(people));
        page = hand.page;
    }

    @AfterEach
    void layItDown() {
        List<String> problems = browser.takeProblems();
        page.context().close();
        assertEquals(
                List.of(), problems.stream().filter(said -> !isExpected(said)).toList());
        assertEquals(Set.of("127.0.0.1"), browser.hosts());
    }

    /**
     * A visitor has no card yet, and the browser says so of a web page; and in the phone's browser the authorize page is a
     * page of the phone's own origin.
     */
    private static boolean isExpected(String problem) {
        return problem.contains("status of 404") || problem.contains("can escape its sandboxing");
    }

    private void scanThePromotersCode() {
        byte[] picture = shop.request(shop.replica(0))
                .queryParam("medium", "MINI")
                .get("/api/hq/scan-codes/" + shop.codeId + "/picture")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        hand.button("扫一扫").first().click();
        hand.phone.locator("#scan-file").setInputFiles(new FilePayload("code", "image/jpeg", picture));
    }

    private String cardNumber() {
        return hand.face().getByLabel("卡号").textContent();
    }

    @Test
    void scanOpensTheProgramAndOneTapMakesACardWithStoreAndPromoter() {
        scanThePromotersCode();
        says(hand.program().locator(".notice"), "李雷");
        hand.bind("MEMBERSHIP");

        Locator app = hand.program();
        says(app.locator(".owner"), "南京西路店");
        says(app.locator(".owner"), "李雷");
        says(hand.face(), hand.number().substring(0, 3) + "****" + hand.number().substring(7));
        String code = hand.read(app.locator(".qr svg"));
        assertTrue(CARD_CODE.matcher(code).matches(), code);

        button(app, "刷新").click();
        hand.changes(app.locator(".qr svg"), code);
        String card = cardNumber();
        hand.button("关闭").click();
        hand.openTheProgram();
        isSeen(hand.face());
        assertEquals(card, cardNumber());
    }

    @Test
    void codeIsFetchedAnewBeforeItLapses() {
        page.clock().install();
        page.reload();
        hand.openTheProgram();
        isSeen(button(hand.program(), "一键开卡"));
        hand.bind("MEMBERSHIP");
        String code = hand.read(hand.program().locator(".qr svg"));

        page.clock().runFor(101_000);

        hand.changes(hand.program().locator(".qr svg"), code);
        assertThat(hand.program().locator(".qr")).not().hasClass(Pattern.compile("lapsed"));
    }

    @Test
    void withoutTheConsentOrTheNumberNobodyIsBound() {
        hand.openTheProgram();
        button(hand.program(), "一键开卡").click();
        says(hand.program().locator(".toast"), "请先阅读并同意");

        hand.agreeTo("MEMBERSHIP");
        button(hand.program(), "一键开卡").click();
        hand.button("不允许").click();

        says(hand.program().locator(".toast"), "没有授权手机号");
        isSeen(button(hand.program(), "一键开卡"));
    }

    @Test
    void profileNeedsItsConsentAndChildrenAGuardian() {
        hand.openTheProgram();
        hand.agreeTo("MEMBERSHIP", "PROFILE");
        hand.program().getByText("填写资料（选填）").click();
        hand.program()
                .getByLabel("姓名", new Locator.GetByLabelOptions().setExact(true))
                .fill("林小满");
        hand.program().getByLabel("生日").fill(Year.now(ZoneOffset.UTC).minusYears(8) + "-01-02");
        button(hand.program(), "一键开卡").click();
        hand.button("允许").click();
        says(hand.program().locator(".toast"), "监护人");

        hand.program().getByLabel("监护人姓名").fill("林大海");
        hand.program().getByLabel("监护人手机号").fill("13900000000");
        button(hand.program(), "一键开卡").click();
        hand.button("允许").click();
        says(hand.face(), "林小满");

        button(hand.program(), "我的资料").click();
        assertThat(hand.program().getByLabel("姓名", new Locator.GetByLabelOptions().setExact(true)))
                .hasValue("林小满");
    }

    @Test
    void pageOfTheServiceAccountShowsTheSameCard() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
        String card = cardNumber();
        hand.button("关闭").click();

        hand.scan(cardPage() + "?scene=" + shop.scene);
        says(hand.web().locator(".notice"), "李雷");
        says(hand.web().locator(".card-app"), "请在小程序里开卡");
        assertThat(hand.web().locator(".card-app")).containsText("点菜单“会员卡”");

        hand.web().getByText("授权并查看我的会员卡").click();
        hand.web().getByText("允许").click();

        Locator face = hand.web().getByLabel("会员卡", new FrameLocator.GetByLabelOptions().setExact(true));
        isSeen(face);
        assertEquals(card, face.getByLabel("卡号").textContent());
        String code = hand.read(hand.web().locator(".qr svg"));
        assertTrue(CARD_CODE.matcher(code).matches(), code);

        hand.button("关闭").click();
        hand.button("归客服务号 未关注").click();
        hand.button("关注公众号").click();
        hand.button("网页卡").click();
        isSeen(face);
        assertEquals(card, face.getByLabel("卡号").textContent());
        hand.button("关闭").click();
        hand.button("会员卡").click();
        isSeen(hand.face());
        assertEquals(card, cardNumber());
    }

    @Test
    void visitorOfAnotherPhoneInTheSameBrowserIsSomebodyElse() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
        String first = cardNumber();
        hand.button("关闭").click();
        hand.handedTo("另一位" + people, "139%08d".formatted(people));
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");

        assertNotEquals(first, cardNumber());
    }

    @Test
    void numberOfSomebodyElseOpensAClaimAndBindsNobody() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
        hand.button("关闭").click();
        hand.handedTo("另一位" + people, hand.number());
        hand.openTheProgram();
        hand.agreeTo("MEMBERSHIP");
        button(hand.program(), "一键开卡").click();
        hand.button("允许").click();

        says(hand.program().locator(".toast"), "该手机号已属于另一位顾客");
        says(hand.program().locator(".claims"), "等待门店处理");
        String claim = hand.program().locator(".claims strong").textContent();
        says(hand.program().locator(".toast"), claim);
        isSeen(button(hand.program(), "一键开卡"));
    }

    @Test
    void consentIsWithdrawnAndDataAreExportedAndErased() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP", "MARKETING");
        Locator app = hand.program();
        button(app, "授权与同意").click();
        Locator standing = app.locator(".standing");
        assertThat(standing.getByRole(AriaRole.LISTITEM)).hasCount(2);
        button(standing, "撤回").click();
        button(app.getByRole(AriaRole.ALERTDIALOG), "撤回").click();
        says(app.locator(".toast"), "已撤回");
        assertThat(standing.getByRole(AriaRole.LISTITEM)).hasCount(1);
        assertThat(app.locator("[name=MARKETING]")).isVisible();

        button(app, "返回").click();
        button(app, "我的数据 导出、注销").click();
        button(app, "查看").click();
        says(app.locator(".export"), "+86" + hand.number());
        button(app, "注销会员").click();
        button(app.getByRole(AriaRole.ALERTDIALOG), "永久删除").click();
        says(app, "已注销");

        button(app, "回到开头").click();
        isSeen(button(app, "一键开卡"));
    }

    @Test
    void whoSignsOutStaysOutUntilTheyComeBack() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
        button(hand.program(), "在所有设备上退出").click();
        says(hand.program(), "已退出登录");
        button(hand.program(), "重新登录").click();
        isSeen(hand.face());
    }

    @Test
    void whatIsTakenBackInWeChatsSettingsReachesTheService() {
        hand.openTheProgram();
        hand.bind("MEMBERSHIP");
        hand.button("关闭").click();
        hand.button("个人信息与权限").click();
        hand.phone.getByLabel("对哪个账号").selectOption("归客小程序");
        hand.phone.getByText("注销账号").click();
        hand.button("确定").click();
        says(page.locator("#toast"), "应用已收到");
        hand.button("关闭").click();

        hand.openTheProgram();

        isSeen(button(hand.program(), "一键开卡"));
    }

    @Test
    void pageOfTheServiceAccountKeepsAStrictPolicy() {
        var response = shop.request(shop.replica(0)).get("/card/");
        String policy = response.getHeader("Content-Security-Policy");
        assertTrue(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), policy);
        assertTrue(policy.endsWith("frame-ancestors " + shop.fleet.platformUrl()), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("no-cache", response.getHeader("Cache-Control"));
        assertEquals("nosniff", response.getHeader("X-Content-Type-Options"));
    }
}
