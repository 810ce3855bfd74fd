package io.guike.counter;

import io.guike.platform.ProblemCode;

/** Why a code is not shown, or not taken. */
public enum CounterProblem implements ProblemCode {
    NOT_USABLE("coupon.not-usable", 409, "这张券现在不能使用", "This coupon cannot be used now"),
    CODE_INVALID(
            "coupon.code-invalid", 422, "券码无效或已过期，请顾客刷新", "The code is unknown or has expired, ask for a fresh one"),
    CHECK_NEEDED(
            "coupon.check-needed",
            422,
            "请先查验，再按查验的内容核销",
            "Check the coupon first, and confirm what you checked at this store");

    private final Meaning meaning;

    CounterProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
