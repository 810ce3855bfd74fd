package io.guike.earnrule;

import io.guike.platform.ProblemCode;

enum EarnRuleProblem implements ProblemCode {
    INVALID("earnrule.invalid", 422, "积分规则有误", "The earning rules are not valid"),
    VERSION_UNKNOWN("earnrule.version-unknown", 404, "没有这个版本的积分规则", "There is no such version of the rules"),
    NOT_A_DRAFT("earnrule.not-a-draft", 409, "该版本已发布，不能再修改", "This version was published: make a new draft"),
    CHANGED_MEANWHILE(
            "earnrule.changed-meanwhile", 409, "草稿已被他人修改，请刷新后重试", "Somebody else changed the draft meanwhile"),
    VALID_FROM_PAST("earnrule.valid-from-past", 422, "生效时间不能早于现在", "Rules cannot begin in the past");

    private final Meaning meaning;

    EarnRuleProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
