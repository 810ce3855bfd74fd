package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.guike.embedded.Fleet;
import io.guike.support.Browser;
import io.guike.support.ChosenPort;
import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    private Locator phone;
    private String number;

    @BeforeAll
    static void openAShop() throws Exception {
        // The public address has to be known before the service is.
        int port = ChosenPort.next();
        shop = new Shop(
                new Fleet(directory),
                1,
                "-Dquarkus.http.port=" + port,
                // Metrics of both servers are named alike only where both ports are chosen, or neither.
                "-Dquarkus.management.port=" + ChosenPort.next(),
                "-Dguike.public.url=http://127.0.0.1:" + port);
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
        number = "138%08d".formatted(people);
        open(1280, 900);
        phone.getByLabel("昵称").fill("顾客" + people);
        phone.getByLabel("手机号（可不填）").fill(number);
        button("新建这个人").click();
        assertThat(button("归客小程序 小程序")).isVisible();
    }

    private void open(int width, int height) {
        page = browser.newPage(width, height);
        phone = page.locator(".phone");
        page.navigate(shop.fleet.platformUrl() + "/");
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

    private Locator button(String name) {
        return button(phone, name);
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void isSeen(Locator what) {
        assertThat(what).isVisible();
    }

    private static void says(Locator where, String text) {
        assertThat(where).containsText(text);
    }

    private Locator program() {
        return phone.locator(".program .card-app");
    }

    private FrameLocator web() {
        return page.frameLocator(".web iframe");
    }

    private Locator face() {
        return program().getByLabel("会员卡", new Locator.GetByLabelOptions().setExact(true));
    }

    private void scanThePromotersCode() {
        byte[] picture = shop.request(shop.replica(0))
                .queryParam("medium", "MINI")
                .get("/api/hq/scan-codes/" + shop.codeId + "/picture")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        button("扫一扫").first().click();
        phone.locator("#scan-file").setInputFiles(new FilePayload("code", "image/jpeg", picture));
    }

    private void openTheProgram() {
        button("归客小程序 小程序").click();
    }

    private void agreeTo(String... purposes) {
        for (String purpose : purposes) {
            program().locator("[name=" + purpose + "]").check();
        }
    }

    private void bind(String... purposes) {
        agreeTo(purposes);
        button(program(), "一键开卡").click();
        phone.getByRole(AriaRole.DIALOG, new Locator.GetByRoleOptions().setName("申请手机号"))
                .getByText(number)
                .click();
        button("允许").click();
        isSeen(face());
    }

    private String cardNumber() {
        return face().getByLabel("卡号").textContent();
    }

    /** What a till would read. */
    private static String read(Locator picture) {
        return shop.fleet
                .simulator()
                .contentType("image/png")
                .body(picture.screenshot())
                .post("/simulator/decode")
                .then()
                .statusCode(200)
                .extract()
                .path("text");
    }

    /** Waits until the picture says something else; in between it is being drawn anew. */
    private void changes(Locator picture, String code) {
        page.waitForCondition(() -> {
            String now = readable(picture);
            return now != null && !now.equals(code);
        });
    }

    private static @Nullable String readable(Locator picture) {
        try {
            return shop.fleet
                    .simulator()
                    .contentType("image/png")
                    .body(picture.screenshot())
                    .post("/simulator/decode")
                    .path("text");
        } catch (PlaywrightException replaced) {
            return null;
        }
    }

    @Test
    void scanOpensTheProgramAndOneTapMakesACardWithStoreAndPromoter() {
        scanThePromotersCode();
        says(program().locator(".notice"), "李雷");
        bind("MEMBERSHIP");

        Locator app = program();
        says(app.locator(".owner"), "南京西路店");
        says(app.locator(".owner"), "李雷");
        says(face(), number.substring(0, 3) + "****" + number.substring(7));
        String code = read(app.locator(".qr svg"));
        assertTrue(CARD_CODE.matcher(code).matches(), code);

        button(app, "刷新").click();
        changes(app.locator(".qr svg"), code);
        String card = cardNumber();
        button("关闭").click();
        openTheProgram();
        isSeen(face());
        assertEquals(card, cardNumber());
    }

    @Test
    void codeIsFetchedAnewBeforeItLapses() {
        page.clock().install();
        page.reload();
        openTheProgram();
        isSeen(button(program(), "一键开卡"));
        bind("MEMBERSHIP");
        String code = read(program().locator(".qr svg"));

        page.clock().runFor(101_000);

        changes(program().locator(".qr svg"), code);
        assertThat(program().locator(".qr")).not().hasClass(Pattern.compile("lapsed"));
    }

    @Test
    void withoutTheConsentOrTheNumberNobodyIsBound() {
        openTheProgram();
        button(program(), "一键开卡").click();
        says(program().locator(".toast"), "请先阅读并同意");

        agreeTo("MEMBERSHIP");
        button(program(), "一键开卡").click();
        button("不允许").click();

        says(program().locator(".toast"), "没有授权手机号");
        isSeen(button(program(), "一键开卡"));
    }

    @Test
    void profileNeedsItsConsentAndChildrenAGuardian() {
        openTheProgram();
        agreeTo("MEMBERSHIP", "PROFILE");
        program().getByText("填写资料（选填）").click();
        program()
                .getByLabel("姓名", new Locator.GetByLabelOptions().setExact(true))
                .fill("林小满");
        program().getByLabel("生日").fill(Year.now(ZoneOffset.UTC).minusYears(8) + "-01-02");
        button(program(), "一键开卡").click();
        button("允许").click();
        says(program().locator(".toast"), "监护人");

        program().getByLabel("监护人姓名").fill("林大海");
        program().getByLabel("监护人手机号").fill("13900000000");
        button(program(), "一键开卡").click();
        button("允许").click();
        says(face(), "林小满");

        button(program(), "我的资料").click();
        assertThat(program().getByLabel("姓名", new Locator.GetByLabelOptions().setExact(true)))
                .hasValue("林小满");
    }

    @Test
    void pageOfTheServiceAccountShowsTheSameCard() {
        openTheProgram();
        bind("MEMBERSHIP");
        String card = cardNumber();
        button("关闭").click();

        button("扫一扫").first().click();
        Locator typed = phone.getByLabel("场景值、ticket 或链接");
        typed.fill(cardPage() + "?scene=" + shop.scene);
        typed.press("Enter");
        says(web().locator(".notice"), "李雷");
        says(web().locator(".card-app"), "请在小程序里开卡");
        assertThat(web().locator(".card-app")).containsText("点菜单“会员卡”");

        web().getByText("授权并查看我的会员卡").click();
        web().getByText("允许").click();

        Locator face = web().getByLabel("会员卡", new FrameLocator.GetByLabelOptions().setExact(true));
        isSeen(face);
        assertEquals(card, face.getByLabel("卡号").textContent());
        String code = read(web().locator(".qr svg"));
        assertTrue(CARD_CODE.matcher(code).matches(), code);

        button("关闭").click();
        button("归客服务号 未关注").click();
        button("关注公众号").click();
        button("网页卡").click();
        isSeen(face);
        assertEquals(card, face.getByLabel("卡号").textContent());
        button("关闭").click();
        button("会员卡").click();
        isSeen(face());
        assertEquals(card, cardNumber());
    }

    @Test
    void visitorOfAnotherPhoneInTheSameBrowserIsSomebodyElse() {
        openTheProgram();
        bind("MEMBERSHIP");
        String first = cardNumber();
        button("关闭").click();
        number = "139%08d".formatted(people);
        makeAnother();
        openTheProgram();
        bind("MEMBERSHIP");

        assertNotEquals(first, cardNumber());
    }

    @Test
    void numberOfSomebodyElseOpensAClaimAndBindsNobody() {
        openTheProgram();
        bind("MEMBERSHIP");
        button("关闭").click();
        makeAnother();
        openTheProgram();
        agreeTo("MEMBERSHIP");
        button(program(), "一键开卡").click();
        button("允许").click();

        says(program().locator(".toast"), "该手机号已属于另一位顾客");
        says(program().locator(".claims"), "等待门店处理");
        String claim = program().locator(".claims strong").textContent();
        says(program().locator(".toast"), claim);
        isSeen(button(program(), "一键开卡"));
    }

    /** Somebody else, with the present number, who then holds the phone. */
    private void makeAnother() {
        page.locator("#people")
                .getByText("新建", new Locator.GetByTextOptions().setExact(true))
                .click();
        Locator form = page.locator("#people .person-form");
        form.getByLabel("昵称").fill("另一位" + people);
        form.getByLabel("手机号（可不填）").fill(number);
        button(form, "新建这个人").click();
    }

    @Test
    void consentIsWithdrawnAndDataAreExportedAndErased() {
        openTheProgram();
        bind("MEMBERSHIP", "MARKETING");
        Locator app = program();
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
        says(app.locator(".export"), "+86" + number);
        button(app, "注销会员").click();
        button(app.getByRole(AriaRole.ALERTDIALOG), "永久删除").click();
        says(app, "已注销");

        button(app, "回到开头").click();
        isSeen(button(app, "一键开卡"));
    }

    @Test
    void whoSignsOutStaysOutUntilTheyComeBack() {
        openTheProgram();
        bind("MEMBERSHIP");
        button(program(), "在所有设备上退出").click();
        says(program(), "已退出登录");
        button(program(), "重新登录").click();
        isSeen(face());
    }

    @Test
    void whatIsTakenBackInWeChatsSettingsReachesTheService() {
        openTheProgram();
        bind("MEMBERSHIP");
        button("关闭").click();
        button("个人信息与权限").click();
        phone.getByLabel("对哪个账号").selectOption("归客小程序");
        phone.getByText("注销账号").click();
        button("确定").click();
        says(page.locator("#toast"), "应用已收到");
        button("关闭").click();

        openTheProgram();

        isSeen(button(program(), "一键开卡"));
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
