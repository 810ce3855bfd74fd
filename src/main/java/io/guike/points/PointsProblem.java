package io.guike.points;

import io.guike.platform.ProblemCode;

/** Why something about points is refused. */
public enum PointsProblem implements ProblemCode {
    INSUFFICIENT("points.insufficient", 409, "积分不足", "Not enough points"),
    SOURCE_REUSED(
            "points.source-reused",
            409,
            "同一业务单号已用于另一笔积分",
            "This business key was used with other points, for somebody else, or is settled"),
    POSTING_UNKNOWN("points.posting-unknown", 404, "没有这笔积分记录", "There is no such posting"),
    TOO_MUCH_BACK(
            "points.too-much-back", 409, "超过了这笔积分可退的数量", "More than is left of that posting to give or take back"),
    PENDING_UNKNOWN("points.pending-unknown", 404, "没有这笔待生效积分", "There are no such pending points"),
    PENDING_ENDED("points.pending-ended", 409, "这笔待生效积分已生效或已取消", "These pending points are active or void already"),
    HOLD_UNKNOWN("points.hold-unknown", 404, "没有这笔积分冻结", "There is no such hold"),
    HOLD_ENDED("points.hold-ended", 409, "这笔积分冻结已结束", "This hold has ended"),
    HOLD_LAPSED("points.hold-lapsed", 409, "这笔积分冻结已过期", "This hold has lapsed");

    private final Meaning meaning;

    PointsProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
