package io.guike.consent;

import io.guike.platform.ProblemCode;

/** Why a consent is not taken, or cannot be withdrawn. */
public enum ConsentProblem implements ProblemCode {
    PURPOSE_UNKNOWN("consent.purpose-unknown", 422, "没有这项用途", "There is no such purpose"),
    TEXT_OUTDATED(
            "consent.text-outdated",
            409,
            "告知内容已更新，请重新阅读后确认",
            "The text has changed: show the present one and ask again"),
    REQUIRED_MISSING(
            "consent.required-missing",
            422,
            "请先同意会员服务告知",
            "Nothing can be agreed to without the consent to membership"),
    GUARDIAN_REQUIRED("consent.guardian-required", 422, "未满十四周岁，须由监护人同意", "Under 14 a guardian has to consent"),
    MEMBERSHIP_NEEDED(
            "consent.membership-needed",
            409,
            "会员资格以此项同意为前提。如需撤回，请注销会员",
            "Membership rests on this consent. To withdraw it, leave: DELETE /api/me");

    private final Meaning meaning;

    ConsentProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
