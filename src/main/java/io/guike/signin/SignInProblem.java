package io.guike.signin;

import io.guike.platform.ProblemCode;

/** Why a sign-in is refused. */
enum SignInProblem implements ProblemCode {
    PAGE_FOREIGN("signin.page-foreign", 422, "该页面不属于本站", "This page is not one of ours"),
    SESSION_OVER("signin.session-over", 401, "登录已失效，请重新登录", "The session is over: sign in again"),
    SNAPSHOT_USER(
            "signin.snapshot-user",
            403,
            "您正在预览快照页，请点击「使用完整服务」后继续",
            "This is WeChat's preview of the page: continue with the full service"),
    STAFF_NOT_LINKED("signin.staff-not-linked", 403, "该微信尚未绑定员工账号", "This WeChat is not linked with a member of staff"),
    STATE_INVALID("signin.state-invalid", 422, "登录请求无效或已过期，请重新打开页面", "The sign-in was not begun here, or too long ago");

    private final Meaning meaning;

    SignInProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
