package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.guike.journey.Handset.says;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.guike.journey.Promotion.NewStaff;

/** The counter's page, with somebody of the staff before it who has never signed in. */
final class CounterTab {

    private static final String CHOSEN = "korrekt-Pferd-29";

    final Page page;

    CounterTab(Page page, Shop shop) {
        this.page = page;
        page.navigate(shop.replica(0).url() + "/counter/");
    }

    /** The first thing is a password of their own. */
    CounterTab signIn(NewStaff staff) {
        page.getByLabel("工号").fill(staff.number());
        page.getByLabel("密码").fill(staff.firstPassword());
        page.keyboard().press("Enter");
        page.getByLabel("再输一次").fill(CHOSEN);
        page.getByLabel("新密码").fill(CHOSEN);
        page.keyboard().press("Enter");
        return this;
    }

    /** As a hand scanner does: a line, and Enter. */
    void scan(String line) {
        assertThat(page.getByLabel("券码")).isFocused();
        page.keyboard().type(line);
        page.keyboard().press("Enter");
    }

    Locator verdict() {
        return page.locator(".verdict");
    }

    Locator answer() {
        return page.locator(".answer");
    }

    Locator today() {
        return page.locator(".today");
    }

    void confirm() {
        says(verdict(), "可以核销");
        pressEnterUntil("核销成功");
    }

    /** With nothing typed; right after an answer it is not taken. */
    void pressEnterUntil(String said) {
        page.waitForCondition(() -> {
            page.keyboard().press("Enter");
            return page.locator(".verdict", new Page.LocatorOptions().setHasText(said))
                    .isVisible();
        });
    }

    void close() {
        page.context().close();
    }
}
