package io.guike.reward;

import io.guike.platform.ProblemCode;

enum RewardProblem implements ProblemCode {
    UNKNOWN("reward.unknown", 404, "没有这件积分商品", "There is no such reward"),
    INVALID("reward.invalid", 422, "积分商品设置有误", "The reward is not valid"),
    CHANGED_MEANWHILE(
            "reward.changed-meanwhile", 409, "积分商品已被他人修改，请刷新后重试", "Somebody else changed the reward meanwhile"),
    STOCK_TAKEN("reward.stock-taken", 409, "库存不能少于已兑换的数量", "More were taken already than the stock would be"),
    NOT_OPEN("reward.not-open", 409, "现在不能兑换", "It cannot be had at this time"),
    SOLD_OUT("reward.sold-out", 409, "已兑完", "All of these rewards are gone"),
    LIMIT_REACHED("reward.limit-reached", 409, "已达到每人可兑换的数量", "You already had as many as one person gets"),
    ORDER_UNKNOWN("reward.order-unknown", 404, "没有这笔兑换", "There is no such order"),
    NOT_WAITING("reward.not-waiting", 409, "这笔兑换已完成、取消或过期", "This order is done, cancelled or lapsed"),
    CODE_UNKNOWN("reward.code-unknown", 404, "提货码无效", "There is no such code"),
    WRONG_STORE("reward.wrong-store", 409, "这件商品不能在本店领取", "It cannot be collected in this store");

    private final Meaning meaning;

    RewardProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
