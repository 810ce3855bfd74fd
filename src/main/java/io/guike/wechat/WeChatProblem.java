package io.guike.wechat;

import io.guike.platform.ProblemCode;

/** How a call that WeChat did not carry out is told. */
public enum WeChatProblem implements ProblemCode {
    CODE_INVALID(
            "wechat.code-invalid",
            422,
            "微信凭证无效或已使用，请重试",
            "The code from WeChat is not valid or was used: get a new one"),
    MENU_REFUSED("wechat.menu-refused", 422, "微信没有接受这个菜单", "WeChat did not accept this menu"),
    REFUSED("wechat.refused", 502, "微信拒绝了这次请求", "WeChat refused the request"),
    UNAVAILABLE("wechat.unavailable", 503, "微信暂时没有响应，请稍后再试", "WeChat does not answer, try again later"),
    USER_BLOCKED("wechat.user-blocked", 403, "微信认为此账号有风险，暂时无法登录", "WeChat holds this account for a risk");

    private final Meaning meaning;

    WeChatProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
