package io.guike.membership;

import io.guike.platform.ProblemCode;

/** Why somebody does not become a member, or something about members is refused. */
public enum MembershipProblem implements ProblemCode {
    UNKNOWN("membership.unknown", 404, "没有这位会员", "There is no such member"),
    NEEDED("membership.needed", 409, "请先开通会员", "Become a member first"),
    MINI_PROGRAM_NEEDED(
            "membership.mini-program-needed",
            409,
            "请在小程序中开通会员",
            "Only the mini-program can show a phone number: go on there"),
    PHONE_CODE_NEEDED("membership.phone-code-needed", 422, "请授权手机号", "A phone code is needed"),
    PHONE_TAKEN(
            "membership.phone-taken",
            409,
            "该手机号已属于另一位顾客，已登记申请，请凭申请编号联系门店",
            "The number belongs to somebody else; the detail is the number of the claim that was opened: ask a store"),
    PROFILE_CONSENT_NEEDED(
            "membership.profile-consent-needed", 422, "填写资料需要先同意资料用途", "A profile needs the consent to its purpose"),
    LEVEL_UNKNOWN("membership.level-unknown", 422, "没有这个等级", "There is no such level"),
    LEVELS_INVALID("membership.levels-invalid", 422, "等级设置有误", "The list of levels is not valid"),
    LEVEL_IN_USE("membership.level-in-use", 409, "该等级还有会员，不能删除", "Members have this level: it cannot go"),
    NOTHING_HELD("membership.nothing-held", 409, "没有被暂缓的入会礼", "No benefits are held back");

    private final Meaning meaning;

    MembershipProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
