package io.guike.wechat;

import org.jspecify.annotations.Nullable;

/**
 * Who opened a page of the service account, as WeChat says. Stays on the server.
 *
 * @param unionid null unless the service account is bound to an Open Platform account and the person consented
 * @param snapshot a virtual user of WeChat's preview of pages (快照页): nobody to remember
 */
public record WebLogin(String openid, @Nullable String unionid, boolean snapshot) {

    /** Keeps who it is out of logs. */
    @Override
    public String toString() {
        return "WebLogin";
    }
}
