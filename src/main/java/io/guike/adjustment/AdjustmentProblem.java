package io.guike.adjustment;

import io.guike.platform.ProblemCode;

enum AdjustmentProblem implements ProblemCode {
    UNKNOWN("adjustment.unknown", 404, "没有这条积分调整", "There is no such adjustment"),
    DECIDED("adjustment.decided", 409, "这条积分调整已处理", "This adjustment was decided already"),
    OWN("adjustment.own", 403, "不能复核自己提出的调整", "Somebody else must approve what you asked for"),
    OWN_POINTS("adjustment.own-points", 403, "不能复核给自己的调整", "Somebody else must approve what is for you");

    private final Meaning meaning;

    AdjustmentProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
