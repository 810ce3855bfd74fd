package io.guike.simulator;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.guike.support.Browser;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The phone in a real browser, with an application behind it that answers in safe mode. */
class PhoneIT {
    @RegisterExtension
    static final Browser browser = new Browser();

    private WeChatPlatform platform;
    private AdminClient client;
    private PhoneApplication application;
    private Page page;
    private Locator phone;

    @BeforeEach
    void open() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
        application = new PhoneApplication(client);
        open(1280, 800);
    }

    private void open(int width, int height) {
        if (page != null) {
            page.context().close();
        }
        page = browser.newPage(width, height);
        phone = page.locator(".phone");
        page.navigate(platform.baseUrl() + "/");
    }

    @AfterEach
    void close() {
        List<String> problems = browser.takeProblems();
        page.context().close();
        application.close();
        platform.close();
        assertEquals(List.of(), problems);
        assertEquals(Set.of("127.0.0.1"), browser.hosts());
    }

    private Locator button(String name) {
        return phone.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator said(String text) {
        return phone.locator(".messages li").getByText(text);
    }

    private void makePerson(String nickname) {
        phone.getByLabel("昵称").fill(nickname);
        button("新建这个人").click();
        assertThat(button("归客服务号 未关注")).isVisible();
    }

    /** A person who has followed without any code and sees the conversation. */
    private void makeFollower(String nickname) {
        makePerson(nickname);
        button("归客服务号 未关注").click();
        button("关注公众号").click();
        assertThat(said("欢迎光临")).isVisible();
    }

    private void pick(String scene) {
        page.locator("#codes").getByText(scene).click();
    }

    private void write(String text) {
        if (button("换到键盘").isVisible()) {
            button("换到键盘").click();
        }
        phone.getByLabel("发消息").fill(text);
        phone.getByLabel("发消息").press("Enter");
    }

    private String openid() {
        return client.get("/users")
                .path("users")
                .path(0)
                .path("accounts")
                .path(0)
                .path("openid")
                .asText();
    }

    @Test
    void scanLeadsThroughFollowingToTheWelcome() {
        application.newCode("promoter-7f3k");
        makePerson("小林");
        button("扫一扫").first().click();
        phone.getByRole(AriaRole.DIALOG).getByText("promoter-7f3k").click();

        assertThat(phone.getByText("由扫码进入")).isVisible();
        assertEquals(List.of(), application.events());
        button("关注公众号").click();

        assertThat(said("欢迎光临 qrscene_promoter-7f3k")).isVisible();
        assertThat(page.locator("#people").getByText("已关注归客服务号")).isVisible();

        pick("promoter-7f3k");

        assertThat(said("欢迎回来 promoter-7f3k")).isVisible();
        assertEquals(List.of("subscribe qrscene_promoter-7f3k", "SCAN promoter-7f3k"), application.events());
        Locator newest = page.locator("#pushes .push").first();
        assertThat(newest).containsText("扫码");
        assertThat(newest).containsText("已回复");
    }

    @Test
    void typedSceneTicketAndLinkAreScanned() {
        application.newCode("store-2m9x");
        makeFollower("小满");
        String ticket =
                client.get("/codes").path("codes").path(0).path("ticket").asText();
        String picture = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=" + AdminClient.encoded(ticket);
        for (String typed : List.of("store-2m9x", ticket, picture)) {
            button("扫一扫").click();
            type(typed);
            assertThat(phone.getByRole(AriaRole.DIALOG)).hasCount(0);
        }
        assertThat(said("欢迎回来 store-2m9x")).hasCount(3);

        button("扫一扫").click();
        type("nowhere");
        assertThat(phone.getByRole(AriaRole.ALERTDIALOG)).containsText("二维码已过期");
        button("确定").click();

        type(application.pageUrl());
        assertThat(page.frameLocator(".web iframe").getByText("Offers")).isVisible();
        button("关闭").click();
        assertThat(phone.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    private void type(String text) {
        Locator field = phone.getByLabel("场景值、ticket 或链接");
        field.fill(text);
        field.press("Enter");
    }

    @Test
    void picturesOfCodesAreRead() throws Exception {
        String url = application.newCode("poster-5c1d");
        makeFollower("阿静");

        PhonePictures.drop(page, "image/png", Pictures.transparentPng(url, 300, 0));
        assertThat(said("欢迎回来 poster-5c1d")).hasCount(1);

        choose("image/jpeg", Pictures.jpeg(url, 430));
        assertThat(said("欢迎回来 poster-5c1d")).hasCount(2);

        choose("image/svg+xml", PhonePictures.svg(url).getBytes(UTF_8));
        assertThat(said("欢迎回来 poster-5c1d")).hasCount(3);

        String mini = MiniCodes.text(
                new MiniCodes.Target(application.miniProgram.appid, "pages/card/card", "c=9k2m", "trial"));
        PhonePictures.drop(page, "image/jpeg", Pictures.jpeg(mini, 430));
        Locator sheet = phone.getByRole(AriaRole.DIALOG);
        assertThat(sheet).containsText("pages/card/card");
        assertThat(sheet).containsText("scene=c%3D9k2m");
        assertThat(sheet).containsText("trial");
    }

    @Test
    void pictureWithoutCodeIsSaid() {
        makePerson("橙子");
        String blank = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
        button("扫一扫").first().click();
        phone.locator("#scan-file").setInputFiles(PhonePictures.file("image/svg+xml", blank.getBytes(UTF_8)));
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("no readable code");
        assertTrue(browser.takeProblems().stream().allMatch(problem -> problem.contains("422")));
    }

    private void choose(String type, byte[] picture) {
        button("扫一扫").click();
        phone.locator("#scan-file").setInputFiles(PhonePictures.file(type, picture));
        assertThat(phone.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    @Test
    void menuAnswersOpensPagesAndMiniPrograms() {
        application.publishMenu();
        makeFollower("海风");

        button("新品").click();
        assertThat(phone.locator(".card")).containsText("新品上架");
        assertThat(phone.locator(".card")).containsText("到店试穿");

        button("会员").click();
        button("会员中心").click();
        assertThat(page.frameLocator(".web iframe").getByText("Offers")).isVisible();
        page.keyboard().press("Escape");

        button("会员").click();
        button("小程序").click();
        assertThat(phone.getByRole(AriaRole.DIALOG)).containsText("pages/home/home");
        assertEquals(
                List.of("subscribe", "CLICK NEW", "VIEW " + application.pageUrl(), "view_miniprogram pages/home/home"),
                application.events());
    }

    @Test
    void conversationShowsTextsLinksAndLateReplies() {
        makeFollower("木子");
        write("你好");

        assertThat(phone.locator(".messages .mine")).containsText("你好");
        assertThat(said("收到 你好")).isVisible();
        phone.locator(".messages a").click();
        assertThat(page.frameLocator(".web iframe").getByText("Offers")).isVisible();
        button("关闭").click();

        application.sendCustom(openid(), "您的顾问来了");
        assertThat(said("您的顾问来了")).isVisible();
    }

    @Test
    void applicationThatFailsIsToldTo() {
        makeFollower("老周");
        write(PhoneApplication.UPSET);

        assertThat(phone.locator(".messages .system")).hasText(PushEngine.SERVICE_FAILURE);
        Locator newest = page.locator("#pushes .push").first();
        assertThat(newest).containsText("失败");
        newest.locator("summary").click();
        assertThat(newest.locator(".attempts li")).hasCount(3);
        assertThat(newest.locator(".attempts li").last()).containsText("HTTP 500");
    }

    @Test
    void codeLapsesByThePlatformsClock() {
        application.newCode("QR_STR_SCENE", "leaflet-8t4w", 3600);
        makePerson("晴天");
        Locator code = page.locator("#codes .code");
        assertThat(code).containsText("剩");

        page.locator("#clock").getByText("+1 天").click();
        assertThat(code).containsText("已过期");
        pick("leaflet-8t4w");

        assertThat(phone.getByRole(AriaRole.ALERTDIALOG)).containsText("二维码已过期");
        button("确定").click();
        assertEquals(List.of(), application.events());
        page.locator("#clock").getByText("复位").click();
        assertThat(page.locator("#clock")).containsText("真实时间");
    }

    @Test
    void unfollowingEndsTheConversation() {
        makeFollower("阿杰");
        button("公众号资料").click();
        button("不再关注").click();
        phone.getByRole(AriaRole.ALERTDIALOG).getByText("不再关注", exact()).click();

        assertThat(button("关注公众号")).isVisible();
        button("返回").click();
        assertThat(button("归客服务号 未关注")).isVisible();
        assertEquals(List.of("subscribe", "unsubscribe"), application.events());
    }

    private static Locator.GetByTextOptions exact() {
        return new Locator.GetByTextOptions().setExact(true);
    }

    @Test
    void reloadKeepsPersonPlaceAndConversation() {
        makeFollower("一诺");
        write("记住我");
        assertThat(said("收到 记住我")).isVisible();

        page.reload();

        assertThat(said("收到 记住我")).isVisible();
        assertThat(said("欢迎光临")).hasCount(1);
        assertThat(page).hasTitle("一诺的手机 · 微信模拟器");
        page.goBack();
        assertThat(button("关注公众号")).hasCount(0);

        Page second = page.context().newPage();
        second.navigate(platform.baseUrl() + "/phone/");
        assertThat(second).hasTitle("一诺的手机 · 微信模拟器");
    }

    @Test
    void whatPeopleWriteIsNeverMarkup() {
        makeFollower("<img src=x>");
        write("<b>粗</b><script>document.title='x'</script><a href=\"javascript:alert(1)\">点我</a>");

        assertThat(said("收到 <b>粗</b>")).isVisible();
        assertThat(phone.locator("b, script, img, a[href^='javascript']")).hasCount(0);
        assertThat(page.locator("#people")).containsText("<img src=x>");
        assertThat(page).hasTitle("<img src=x>的手机 · 微信模拟器");
    }

    @Test
    void narrowScreenHasThePanelsBehindAButton() {
        open(390, 844);
        application.newCode("kiosk-1p6z");
        makePerson("小鹿");
        assertThat(page.locator("#codes")).isHidden();

        page.locator("#toggle-panels").click();
        assertThat(phone).isHidden();
        pick("kiosk-1p6z");

        button("关注公众号").click();
        assertThat(said("欢迎光临 qrscene_kiosk-1p6z")).isVisible();
        Object overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
        assertEquals(0, overflow);
    }

    @Test
    void pageKeepsAStrictPolicy() {
        String policy = page.navigate(platform.baseUrl() + "/phone/").headerValue("content-security-policy");
        assertNotNull(policy);
        assertTrue(policy.contains("default-src 'self'"), policy);
        assertTrue(!policy.contains("unsafe"), policy);
    }
}
