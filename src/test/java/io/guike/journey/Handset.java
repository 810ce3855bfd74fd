package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import org.jspecify.annotations.Nullable;

/** The simulator's phone in a browser tab, with somebody who holds it. */
final class Handset {

    final Page page;
    final Locator phone;

    private final Shop shop;
    private String number = "";

    Handset(Page page, Shop shop) {
        this.page = page;
        this.shop = shop;
        phone = page.locator(".phone");
        page.navigate(shop.fleet.platformUrl() + "/");
    }

    /** Somebody new with a number takes it, who is the first one in this browser. */
    Handset takenBy(String nickname, String phoneNumber) {
        number = phoneNumber;
        phone.getByLabel("昵称").fill(nickname);
        phone.getByLabel("手机号（可不填）").fill(number);
        button("新建这个人").click();
        isSeen(button("归客小程序 小程序"));
        return this;
    }

    /** Somebody else, who then holds the phone. */
    void handedTo(String nickname, String phoneNumber) {
        number = phoneNumber;
        page.locator("#people")
                .getByText("新建", new Locator.GetByTextOptions().setExact(true))
                .click();
        Locator form = page.locator("#people .person-form");
        form.getByLabel("昵称").fill(nickname);
        form.getByLabel("手机号（可不填）").fill(number);
        button(form, "新建这个人").click();
    }

    /** Another tab of the same browser, which starts with whoever held the phone last. */
    Handset another() {
        return new Handset(page.context().newPage(), shop);
    }

    String number() {
        return number;
    }

    static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(String name) {
        return button(phone, name);
    }

    static void isSeen(Locator what) {
        assertThat(what).isVisible();
    }

    static void says(Locator where, String text) {
        assertThat(where).containsText(text);
    }

    /** The mini-program. */
    Locator program() {
        return phone.locator(".program .card-app");
    }

    /** The page in WeChat's own browser. */
    FrameLocator web() {
        return page.frameLocator(".web iframe");
    }

    Locator face() {
        return program().getByLabel("会员卡", new Locator.GetByLabelOptions().setExact(true));
    }

    void openTheProgram() {
        button("归客小程序 小程序").click();
    }

    /** Types into the scanner what a code would say. */
    void scan(String text) {
        button("扫一扫").first().click();
        Locator typed = phone.getByLabel("场景值、ticket 或链接");
        typed.fill(text);
        typed.press("Enter");
    }

    void agreeTo(String... purposes) {
        for (String purpose : purposes) {
            program().locator("[name=" + purpose + "]").check();
        }
    }

    /** Until the card is seen. */
    void bind(String... purposes) {
        allowTheNumber(purposes);
        isSeen(face());
    }

    void allowTheNumber(String... purposes) {
        agreeTo(purposes);
        button(program(), "一键开卡").click();
        phone.getByRole(AriaRole.DIALOG, new Locator.GetByRoleOptions().setName("申请手机号"))
                .getByText(number)
                .click();
        button("允许").click();
    }

    /** What a till would read. */
    String read(Locator picture) {
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
    void changes(Locator picture, String code) {
        page.waitForCondition(() -> {
            String now = readable(picture);
            return now != null && !now.equals(code);
        });
    }

    private @Nullable String readable(Locator picture) {
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
}
