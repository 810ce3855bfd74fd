package io.guike.staff;

import io.guike.platform.ProblemCode;

/** Why something about staff, their work in stores or their sign-in is refused. */
public enum StaffProblem implements ProblemCode {
    UNKNOWN("staff.unknown", 404, "没有这位员工", "No such member of staff"),
    NUMBER_TAKEN("staff.number-taken", 409, "工号已被使用", "The staff number is taken"),
    LEFT("staff.left", 409, "该员工已离职", "This member of staff has left"),
    LAST_HQ("staff.last-hq", 409, "至少要保留一位总部人员", "Head office cannot be left without anybody"),
    ASSIGNMENT_UNKNOWN("staff.assignment-unknown", 404, "没有这条任职记录", "No such assignment"),
    ASSIGNMENT_OVERLAPS(
            "staff.assignment-overlaps",
            409,
            "该员工在此期间已在这家门店担任该职务",
            "This person already holds that role in that store at that time"),
    ASSIGNMENT_ENDED("staff.assignment-ended", 409, "任职已经结束", "The assignment has already ended"),
    NOT_POSTED("staff.not-posted", 409, "该员工当时不在此门店任职", "This person is not posted there at that time"),
    DATE_OUT_OF_RANGE("staff.date-out-of-range", 422, "日期超出允许的范围", "The date lies outside of what is allowed"),
    WECHAT_TAKEN("staff.wechat-taken", 409, "该微信号已绑定其他员工，或该员工已绑定其他微信号", "Already linked otherwise"),
    SIGN_IN_REFUSED("staff.sign-in-refused", 401, "工号或密码不正确", "The name or the password is not right"),
    SESSION_OVER("staff.session-over", 401, "登录已失效，请重新登录", "The session is over: sign in again"),
    PASSWORD_WRONG("staff.password-wrong", 403, "原密码不正确", "The old password is not right"),
    PASSWORD_WEAK("staff.password-weak", 422, "密码太简单", "The password is too easy to guess");

    private final Meaning meaning;

    StaffProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
