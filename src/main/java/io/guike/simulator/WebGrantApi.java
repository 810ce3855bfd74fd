package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;

/** What the server behind a service account's web pages calls to learn who the visitor is. */
final class WebGrantApi {
    private final Accounts accounts;
    private final WebGrants grants;
    private final Quotas quotas;

    WebGrantApi(Platform platform) {
        accounts = platform.accounts;
        grants = platform.webGrants;
        quotas = platform.quotas;
    }

    void register(Endpoints endpoints) {
        endpoints.add(Site.API, Method.GET, "/sns/oauth2/access_token", Access.OPEN, this::accessToken);
        endpoints.add(Site.API, Method.GET, "/sns/oauth2/refresh_token", Access.OPEN, this::refreshToken);
        endpoints.add(Site.API, Method.GET, "/sns/userinfo", Access.OPEN, this::userInfo);
        endpoints.add(Site.API, Method.GET, "/sns/auth", Access.OPEN, this::auth);
    }

    private Answer accessToken(Call call) {
        Account account = service(call);
        String secret = call.required("secret", ApiError.MISSING_SECRET);
        if (!account.secret.equals(secret)) {
            throw new ApiError(ApiError.INVALID_SECRET);
        }
        if (!"authorization_code".equals(call.query("grant_type"))) {
            throw new ApiError(ApiError.INVALID_GRANT_TYPE);
        }
        String code = call.required("code", ApiError.MISSING_CODE);
        quotas.count(account, call.path());
        WebGrants.Grant grant = grants.redeem(account, code);
        ObjectNode answer = grants.tokens(grant);
        if (grant.virtual) {
            answer.put("is_snapshotuser", 1);
        }
        String unionid = grants.unionid(grant, account);
        return Answer.plainJson(unionid == null ? answer : answer.put("unionid", unionid));
    }

    private Answer refreshToken(Call call) {
        Account account = service(call);
        if (!"refresh_token".equals(call.query("grant_type"))) {
            throw new ApiError(ApiError.INVALID_GRANT_TYPE);
        }
        String refreshToken = call.required("refresh_token", ApiError.MISSING_REFRESH_TOKEN);
        quotas.count(account, call.path());
        return Answer.plainJson(grants.tokens(grants.refresh(account, refreshToken)));
    }

    private Account service(Call call) {
        Account account = accounts.find(call.required("appid", ApiError.MISSING_APPID));
        if (account == null || !account.isService()) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        return account;
    }

    private Answer userInfo(Call call) {
        WebGrants.Grant grant = grants.check(call.query("access_token"), call.query("openid"));
        Account account = accounts.require(grant.appid);
        quotas.count(account, call.path());
        if (!grant.tellsAboutUser()) {
            throw new ApiError(ApiError.NOT_GRANTED);
        }
        return Answer.plainJson(grants.userInfo(grant, account));
    }

    private Answer auth(Call call) {
        grants.check(call.query("access_token"), call.query("openid"));
        return Answer.plainJson(Json.object().put("errcode", 0).put("errmsg", "ok"));
    }
}
