package io.guike.simulator;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page's wish to know its visitor, as the address of the authorize page spells it. */
record AuthorizeRequest(
        Account account,
        String redirectUri,
        String scope,
        @Nullable String state) {
    static final String BASE = "snsapi_base";
    static final String USER_INFO = "snsapi_userinfo";
    private static final int MAX_STATE_BYTES = 128;

    /** Shown to the visitor: the numbers and texts of the page that WeChat puts in the authorize page's place. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;

        /** A fault without a number of its own has the code 0. */
        Refused(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** Throws {@link Refused} where WeChat shows a fault instead of the page. */
    static AuthorizeRequest read(Accounts accounts, Function<String, @Nullable String> query) {
        Account account = accounts.find(needed(query, "appid", 10012));
        if (account == null || !account.isService()) {
            throw new Refused(0, "appid 参数错误");
        }
        String redirectUri = needed(query, "redirect_uri", 10011);
        if (!"code".equals(query.apply("response_type"))) {
            throw new Refused(0, "response_type 参数错误");
        }
        String scope = needed(query, "scope", 10010);
        boolean granted = scope.equals(BASE) || scope.equals(USER_INFO);
        if (!granted || !account.certified) {
            throw new Refused(10005, "此公众号并没有这些 scope 的权限");
        }
        if (!account.domains.contains(hostOf(redirectUri))) {
            throw new Refused(10003, "redirect_uri 域名与后台配置不一致");
        }
        String state = query.apply("state");
        if (state != null && state.getBytes(StandardCharsets.UTF_8).length > MAX_STATE_BYTES) {
            throw new Refused(0, "state 参数错误");
        }
        return new AuthorizeRequest(account, redirectUri, scope, state);
    }

    private static String needed(Function<String, @Nullable String> query, String name, int code) {
        String value = query.apply(name);
        if (value == null || value.isEmpty()) {
            throw new Refused(code, name + " 不能为空");
        }
        return value;
    }

    /** Empty for what is no address of a web page. */
    private static String hostOf(String address) {
        try {
            URI uri = new URI(address);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? uri.getHost() : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }

    boolean asks() {
        return scope.equals(USER_INFO);
    }

    /** Where the browser goes with the code. */
    String allowed(String code) {
        return back("code=" + code + "&state=" + written());
    }

    /** Where the browser goes without one. */
    String refused() {
        return back("state=" + written());
    }

    private String written() {
        return state == null ? "" : URLEncoder.encode(state, StandardCharsets.UTF_8);
    }

    /** The fragment stays behind what is added. */
    private String back(String parameters) {
        int hash = redirectUri.indexOf('#');
        String page = hash < 0 ? redirectUri : redirectUri.substring(0, hash);
        String fragment = hash < 0 ? "" : redirectUri.substring(hash);
        return page + (page.contains("?") ? "&" : "?") + parameters + fragment;
    }
}
