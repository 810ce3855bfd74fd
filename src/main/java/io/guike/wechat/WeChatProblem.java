package io.guike.wechat;

import io.guike.platform.ProblemCode;

enum WeChatProblem implements ProblemCode {
    MENU_REFUSED("wechat.menu-refused", 422, "微信没有接受这个菜单", "WeChat did not accept this menu"),
    REFUSED("wechat.refused", 502, "微信拒绝了这次请求", "WeChat refused the request"),
    UNAVAILABLE("wechat.unavailable", 503, "微信暂时没有响应，请稍后再试", "WeChat does not answer, try again later");

    private final String code;
    private final int status;
    private final String zh;
    private final String en;

    WeChatProblem(String code, int status, String zh, String en) {
        this.code = code;
        this.status = status;
        this.zh = zh;
        this.en = en;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String zh() {
        return zh;
    }

    @Override
    public String en() {
        return en;
    }
}
