package io.guike.redemption;

import io.guike.platform.ProblemCode;

/** Why coupons are not used, or a use is not changed. */
public enum RedemptionProblem implements ProblemCode {
    NOT_APPLICABLE("coupon.not-applicable", 409, "券不能用于这次消费", "A coupon does not apply; errors say which and why"),
    BASKET_INVALID(
            "redemption.basket-invalid",
            422,
            "商品清单有误：行号不能重复或占用保留名称",
            "Two lines of the basket have the same name, or one has a name of ours"),
    UNKNOWN("redemption.unknown", 404, "没有这笔核销", "There is no such redemption"),
    REFERENCE_USED("redemption.reference-used", 409, "该单号已用于另一笔核销", "The reference stands for another redemption"),
    LAPSED("redemption.lapsed", 409, "占用已超时，请重新下单", "The reservation has lapsed"),
    STATE("redemption.state", 409, "这笔核销当前状态不允许此操作", "The redemption's state does not allow this"),
    LINE_UNKNOWN("redemption.line-unknown", 422, "没有这一商品行", "There is no such line"),
    REFUND_TOO_MUCH(
            "redemption.refund-too-much",
            409,
            "退款超过该行实付金额或件数",
            "More is refunded than was paid for the line, or more pieces than it had"),
    REFUND_REUSED(
            "redemption.refund-reference-used",
            409,
            "该退款单号已用于另一笔退款",
            "The refund's reference stands for another refund"),
    UNDO_REFUNDED("redemption.undo-refunded", 409, "已有退货记录，不能再撤销", "A refund is noted: this cannot be undone any more"),
    UNDO_LATE("redemption.undo-late", 409, "已超过可撤销的时间", "It is too late to undo this");

    private final Meaning meaning;

    RedemptionProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
