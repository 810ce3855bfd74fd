package io.guike.earning;

import io.guike.platform.ProblemCode;

enum EarningProblem implements ProblemCode {
    SOURCE_REUSED(
            "earning.source-reused",
            409,
            "同一业务单号已用于另一位顾客或不同内容",
            "This business key was used for somebody else or for something else"),
    OCCASION_UNKNOWN("earning.occasion-unknown", 404, "没有这笔积分来源", "There is no such occasion"),
    REFUND_TOO_LARGE("earning.refund-too-large", 409, "退货金额超过了实付金额", "More is returned than was paid for");

    private final Meaning meaning;

    EarningProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
