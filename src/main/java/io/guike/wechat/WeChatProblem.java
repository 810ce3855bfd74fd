package io.guike.wechat;

import io.guike.platform.ProblemCode;

enum WeChatProblem implements ProblemCode {
    MENU_REFUSED("wechat.menu-refused", 422, "微信没有接受这个菜单", "WeChat did not accept this menu"),
    REFUSED("wechat.refused", 502, "微信拒绝了这次请求", "WeChat refused the request"),
    UNAVAILABLE("wechat.unavailable", 503, "微信暂时没有响应，请稍后再试", "WeChat does not answer, try again later");

    private final Meaning meaning;

    WeChatProblem(String code, int status, String zh, String en) {
        this.meaning = new Meaning(code, status, zh, en);
    }

    @Override
    public Meaning meaning() {
        return meaning;
    }
}
