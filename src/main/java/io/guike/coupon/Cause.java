package io.guike.coupon;

/** Why a coupon changed, as its history tells people. The first ones are the ways of getting it. */
public enum Cause {
    CLAIM("领取"),
    HQ_ISSUE("总部发放"),
    EXCHANGE("兑换码兑换"),
    WELCOME("入会礼"),
    BIRTHDAY("生日礼"),
    GIFT("赠送好友"),
    PROMOTER("导购发放"),
    REWARD("积分兑换"),
    RESERVED("订单占用"),
    REDEEMED("已核销"),
    RELEASED("取消占用"),
    LAPSED("占用超时，已释放"),
    RETURNED("退款，券退回"),
    UNDONE("撤销核销"),
    EXPIRED("已过期"),
    REVOKED("总部作废"),
    ERASED("注销");

    private final String zh;

    Cause(String zh) {
        this.zh = zh;
    }

    public String zh() {
        return zh;
    }
}
