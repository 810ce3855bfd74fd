package io.guike.coupon;

import io.guike.platform.ProblemCode;

/** Why something about templates or coupons is refused. */
public enum CouponProblem implements ProblemCode {
    TEMPLATE_UNKNOWN("coupon.template-unknown", 404, "没有这个券模板", "There is no such coupon template"),
    TEMPLATE_INVALID("coupon.template-invalid", 422, "券模板设置有误", "The template is not valid"),
    TEMPLATE_STATE("coupon.template-state", 409, "券模板当前状态不允许此操作", "The template's state does not allow this"),
    TEMPLATE_CHANGED("coupon.template-changed", 409, "券模板已被他人修改", "Somebody else has changed the template"),
    STOCK_TAKEN("coupon.stock-taken", 409, "库存或预算不能低于已使用的数量", "Stock and budget cannot be less than what is used"),
    UNKNOWN("coupon.unknown", 404, "没有这张券", "There is no such coupon"),
    CHANGED("coupon.changed", 409, "券的状态已变化，请刷新后再试", "The coupon has changed meanwhile, look again"),
    NOT_REVOCABLE("coupon.not-revocable", 409, "这张券现在不能作废", "This coupon cannot be revoked now");

    private final Meaning meaning;

    CouponProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
