package io.guike.coupontemplate;

import io.guike.coupon.Offer;
import io.guike.coupon.Offer.Audience;
import io.guike.coupon.Terms;
import io.guike.coupon.Terms.Kind;
import io.guike.coupon.Validity;
import io.guike.platform.Problem.Flaw;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What terms and offers must be like to be published. */
final class TemplateRules {

    /** A hundred thousand yuan: more is a slip of the hand. */
    private static final long MOST_FEN = 10_000_000;

    private static final long MOST_BUDGET_FEN = 100_000_000_000L;
    private static final int MOST_DAYS = 3650;
    private static final int MOST_LISTED = 2000;
    private static final int MOST_TEXT = 60;
    private static final int MOST_NOTE = 2000;

    private final List<Flaw> flaws = new ArrayList<>();

    private TemplateRules() {}

    /** Empty where all is well. */
    static List<Flaw> flaws(Terms terms, Offer offer) {
        TemplateRules rules = new TemplateRules();
        rules.worth(terms);
        rules.time(terms);
        rules.place(terms);
        rules.stacking(terms);
        rules.offer(offer);
        rules.audience(offer.audience());
        return List.copyOf(rules.flaws);
    }

    private void must(boolean kept, String field, String message) {
        if (!kept) {
            flaws.add(Flaw.of(field, message));
        }
    }

    private static boolean within(@Nullable Long value, long least, long most) {
        return value == null || (value >= least && value <= most);
    }

    private void worth(Terms terms) {
        must(terms.kind() != null, "terms.kind", "请选择券的类型");
        boolean amount = terms.kind() == Kind.AMOUNT;
        must(!amount || within(terms.amountFen(), 1, MOST_FEN), "terms.amountFen", "请填写面额，最多 10 万元");
        must(
                terms.kind() != Kind.PERCENT || within((long) terms.percentOff(), 1, 100),
                "terms.percentOff",
                "请填写减免的百分比，1 至 100");
        must(within(terms.ceilingFen(), 1, MOST_FEN), "terms.ceilingFen", "最高减免须大于 0");
        must(within(terms.thresholdFen(), 0, MOST_FEN), "terms.thresholdFen", "使用门槛不能为负");
        must(terms.kind() != Kind.GIFT || terms.gift() != null, "terms.gift", "请填写赠品");
        if (terms.gift() != null) {
            gift(terms.gift());
        }
        must(terms.note() == null || terms.note().length() <= MOST_NOTE, "terms.note", "使用说明最多 2000 字");
    }

    private void gift(Terms.Gift gift) {
        must(isText(gift.name(), MOST_TEXT), "terms.gift.name", "请填写赠品名称，最多 60 字");
        must(gift.sku() == null || isText(gift.sku(), MOST_TEXT), "terms.gift.sku", "赠品编码最多 60 字");
        must(within(gift.valueFen(), 0, MOST_FEN), "terms.gift.valueFen", "赠品价值不能为负");
    }

    private static boolean isText(@Nullable String text, int most) {
        return text != null && !text.isBlank() && text.length() <= most;
    }

    private void time(Terms terms) {
        Validity validity = terms.validity();
        if (validity == null || validity.kind() == null) {
            must(false, "terms.validity", "请填写有效期");
            return;
        }
        boolean fixed = validity.kind() == Validity.Kind.FIXED;
        boolean window = validity.from() != null
                && validity.until() != null
                && validity.from().isBefore(validity.until());
        must(!fixed || window, "terms.validity", "固定有效期须有开始和结束，且开始早于结束");
        must(fixed || within((long) validity.days(), 1, MOST_DAYS), "terms.validity.days", "有效天数为 1 至 3650");
        must(
                fixed || within((long) validity.startsAfterDays(), 0, MOST_DAYS),
                "terms.validity.startsAfterDays",
                "延后天数为 0 至 3650");
        Terms.Hours hours = terms.hours();
        must(
                hours.from() == null || hours.until() == null || hours.from().isBefore(hours.until()),
                "terms.hours",
                "每天的时段须开始早于结束");
    }

    private void place(Terms terms) {
        listed(terms.stores().only(), "terms.stores.only");
        listed(terms.stores().except(), "terms.stores.except");
        listed(terms.products().only(), "terms.products.only");
        listed(terms.products().except(), "terms.products.except");
        terms.products().only().forEach(sku -> must(isText(sku, MOST_TEXT), "terms.products.only", "商品编码为 1 至 60 字"));
        terms.products()
                .except()
                .forEach(sku -> must(isText(sku, MOST_TEXT), "terms.products.except", "商品编码为 1 至 60 字"));
        must(
                Collections.disjoint(terms.products().only(), terms.products().except()),
                "terms.products.except",
                "同一商品不能既适用又除外");
    }

    private void listed(Set<?> all, String field) {
        must(all.size() <= MOST_LISTED, field, "最多 2000 项");
    }

    private void stacking(Terms terms) {
        must(
                terms.stackingGroup() == null || isText(terms.stackingGroup(), MOST_TEXT),
                "terms.stackingGroup",
                "叠加组名称为 1 至 60 字");
        must(terms.stackingGroup() == null || !terms.stackable(), "terms.stackable", "已设叠加组，不能再设为可任意叠加");
        Terms.Bearers bearers = terms.bearers();
        must(
                bearers.hqPercent() >= 0
                        && bearers.storePercent() >= 0
                        && bearers.hqPercent() + bearers.storePercent() == 100,
                "terms.bearers",
                "总部与门店的承担比例之和须为 100");
    }

    private void offer(Offer offer) {
        must(within(offer.stock(), 1, 1_000_000_000), "offer.stock", "库存须大于 0");
        must(within((long) offer.perPerson(), 1, 1000), "offer.perPerson", "每人限领为 1 至 1000");
        must(
                offer.perDay() == null || (offer.perDay() >= 1 && offer.perDay() <= offer.perPerson()),
                "offer.perDay",
                "每人每天限领须在 1 与每人限领之间");
        must(
                offer.opensAt() == null
                        || offer.closesAt() == null
                        || offer.opensAt().isBefore(offer.closesAt()),
                "offer.closesAt",
                "领取须开始早于结束");
        must(within(offer.budgetFen(), 1, MOST_BUDGET_FEN), "offer.budgetFen", "预算须大于 0");
    }

    private void audience(Audience audience) {
        must(audience.kind() != null, "offer.audience.kind", "请选择领取对象");
        must(
                audience.kind() != Audience.Kind.NEW_MEMBERS || within((long) audience.days(), 1, MOST_DAYS),
                "offer.audience.days",
                "请填写入会后的天数");
        must(
                audience.kind() != Audience.Kind.LEVELS || !audience.levels().isEmpty(),
                "offer.audience.levels",
                "请选择会员等级");
        must(
                audience.kind() != Audience.Kind.TAG || isText(audience.tag(), MOST_TEXT),
                "offer.audience.tag",
                "请填写人群标签");
    }
}
