package io.guike.phone;

import io.guike.platform.ProblemCode;

enum PhoneProblem implements ProblemCode {
    CLAIM_UNKNOWN("phone.claim-unknown", 404, "没有这条手机号申请", "There is no such claim"),
    CLAIM_DECIDED("phone.claim-decided", 409, "这条申请已经处理过", "This claim was decided already"),
    HOLDER_CHANGED(
            "phone.holder-changed",
            409,
            "该手机号的持有人已变化，无法合并",
            "The number is not the holder's any more: nobody to merge with");

    private final Meaning meaning;

    PhoneProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
