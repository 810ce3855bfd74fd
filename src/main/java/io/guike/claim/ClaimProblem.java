package io.guike.claim;

import io.guike.platform.ProblemCode;

/** Why somebody does not get a coupon. */
public enum ClaimProblem implements ProblemCode {
    SOLD_OUT("claim.sold-out", 409, "来晚了，券已领完", "All of these coupons are gone"),
    LIMIT_REACHED("claim.limit-reached", 409, "您已领过这张券", "You already have as many as one person gets"),
    NOT_OPEN("claim.not-open", 409, "不在领取时间内", "It cannot be had at this time"),
    PAUSED("claim.paused", 409, "领取暂停，请稍后再来", "Claiming is paused, come back later"),
    NOT_FOR_YOU("claim.not-for-you", 409, "您暂不符合领取条件", "This coupon is meant for others"),
    PERSON_GONE("claim.person-gone", 409, "该顾客不存在或已注销", "This person does not exist or was erased"),
    BUSY("claim.busy", 503, "领取的人太多，请稍后再试", "Too many people at once, try again in a moment"),
    TRY_AGAIN("claim.try-again", 503, "没有领成功，请再试一次", "The outcome is unknown: send the same request again"),
    CODE_UNKNOWN("claim.code-unknown", 404, "兑换码无效", "There is no such exchange code"),
    CODE_USED("claim.code-used", 409, "兑换码已被使用", "This exchange code was used"),
    CODE_OVER("claim.code-over", 409, "兑换码不在使用时间内", "This exchange code is not good at this time"),
    BATCH_UNKNOWN("claim.batch-unknown", 404, "没有这批兑换码", "There is no such batch of codes"),
    BATCH_INVALID("claim.batch-invalid", 422, "兑换码设置有误", "The batch of codes is not valid"),
    CODES_HANDED_OUT(
            "claim.codes-handed-out", 409, "这批兑换码已经导出过，只能导出一次", "These codes were handed out, which happens once"),
    NOT_GIVABLE("claim.not-givable", 409, "这张券不能转赠", "This coupon cannot be given on"),
    GIFT_UNKNOWN("claim.gift-unknown", 404, "没有这份赠礼", "There is no such gift"),
    GIFT_OVER("claim.gift-over", 409, "赠礼已被领取、收回或过期", "This gift was taken, taken back, or is over"),
    GIFT_OWN("claim.gift-own", 409, "不能领取自己送出的券", "Nobody takes their own gift");

    private final Meaning meaning;

    ClaimProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
