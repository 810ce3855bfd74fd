package io.guike.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.guike.journey.Handset.button;
import static io.guike.journey.Handset.isSeen;
import static io.guike.journey.Handset.says;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** Points and coupons in the mini-program of a phone. */
final class Benefits {

    static final Pattern DIGITS = Pattern.compile("\\d{4} \\d{4} \\d{4}");

    private final Handset hand;

    Benefits(Handset hand) {
        this.hand = hand;
    }

    Locator balance(String name) {
        return hand.program()
                .locator(".balances")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    /** From the card. */
    void openTheCoupon(String name) {
        balance("优惠券").click();
        hand.program().locator(".ticket").getByText(name).click();
        isSeen(coupon());
    }

    Locator coupon() {
        return hand.program().getByLabel("券", new Locator.GetByLabelOptions().setExact(true));
    }

    String shownDigits() {
        Locator digits = hand.program().locator(".digits");
        assertThat(digits).hasText(DIGITS);
        return digits.textContent();
    }

    /** From the card. */
    void openTheOffers() {
        button(hand.program(), "领券中心 领券、兑换码").click();
    }

    Locator offer(String name) {
        return hand.program().locator(".offer").filter(new Locator.FilterOptions().setHasText(name));
    }

    /** What became of the wish. */
    Locator said(String name) {
        return offer(name).locator(".said");
    }

    void claim(String name) {
        button(hand.program(), "领取 " + name).click();
    }

    /** From the card to the coupon that is had now. */
    void claimAndOpen(String name) {
        openTheOffers();
        claim(name);
        says(said(name), "已领取");
        button(offer(name), "查看").click();
        isSeen(coupon());
    }

    /** From a coupon; what a friend opens. */
    String giftLink() {
        button(hand.program(), "送给朋友").click();
        return hand.program()
                .getByLabel("领取链接", new Locator.GetByLabelOptions().setExact(true))
                .inputValue();
    }
}
