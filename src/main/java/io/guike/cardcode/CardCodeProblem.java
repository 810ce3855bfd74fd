package io.guike.cardcode;

import io.guike.platform.ProblemCode;

/** Why a card code is refused. */
public enum CardCodeProblem implements ProblemCode {
    INVALID("cardcode.invalid", 422, "会员码无效，请让顾客重新出示", "This is not a valid card code"),
    EXPIRED("cardcode.expired", 422, "会员码已过期，请让顾客刷新后重新出示", "The card code has expired: ask for a fresh one"),
    USED("cardcode.used", 409, "会员码已被使用，请让顾客刷新后重新出示", "The card code was used already: ask for a fresh one");

    private final Meaning meaning;

    CardCodeProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
