package io.guike.vault;

import io.guike.platform.ProblemCode;

/** Why personal data are refused. */
public enum VaultProblem implements ProblemCode {
    PHONE_INVALID("vault.phone-invalid", 422, "手机号不正确", "This is not a valid phone number"),
    ERASED("vault.erased", 409, "该用户的个人信息已删除", "The personal data of this person have been erased");

    private final Meaning meaning;

    VaultProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
