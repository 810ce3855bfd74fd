package io.guike.wechat;

import org.jspecify.annotations.Nullable;

/**
 * Who opened the mini-program, as WeChat says. Stays on the server.
 *
 * @param unionid null unless the mini-program is bound to an Open Platform account
 */
public record MiniLogin(String openid, @Nullable String unionid) {

    /** Keeps who it is out of logs. */
    @Override
    public String toString() {
        return "MiniLogin";
    }
}
