package io.guike.attribution;

import io.guike.platform.ProblemCode;

enum AttributionProblem implements ProblemCode {
    PERSON_UNKNOWN("attribution.person-unknown", 404, "没有这位顾客", "There is no such customer"),
    RUN_UNKNOWN("attribution.run-unknown", 404, "没有这个任务", "There is no such run"),
    POLICY_INVALID("attribution.policy-invalid", 422, "归属规则有误", "The attribution policy is not valid"),
    DRY_RUN_NEEDED(
            "attribution.dry-run-needed",
            409,
            "请先试算，并在 24 小时内用它的结果切换规则",
            "Do a dry run first, and switch within 24 hours of its result"),
    TARGET_INVALID(
            "attribution.target-invalid", 422, "接收人不是在岗导购，或不属于该门店", "The target is not a promoter in office there"),
    PLAN_INVALID("attribution.plan-invalid", 422, "交接方案有误", "The handover plan is not valid"),
    RANGE_INVALID("attribution.range-invalid", 400, "日期范围有误", "The range of days is not valid");

    private final Meaning meaning;

    AttributionProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
