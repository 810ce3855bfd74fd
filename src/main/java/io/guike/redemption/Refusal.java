package io.guike.redemption;

/** Why a coupon cannot be used for a basket. The names are stable. */
public enum Refusal {
    NOT_YET_VALID("还没到使用时间"),
    EXPIRED("已过期"),
    RESERVED("已被其他订单占用"),
    REDEEMED("已使用"),
    REVOKED("已作废"),
    GIVEN("已赠送"),
    OUTSIDE_HOURS("不在可用的星期或时段"),
    WRONG_CHANNEL("不能在此渠道使用"),
    WRONG_STORE("不能在此门店使用"),
    NO_PRODUCT("没有适用的商品"),
    BELOW_THRESHOLD("未达到使用门槛"),
    NO_FREIGHT("没有运费可减"),
    NOTHING_LEFT("没有可减的金额"),
    NOT_TOGETHER("不能与其他券同时使用"),
    BUDGET_USED_UP("活动预算已用完");

    private final String zh;

    Refusal(String zh) {
        this.zh = zh;
    }

    public String zh() {
        return zh;
    }
}
