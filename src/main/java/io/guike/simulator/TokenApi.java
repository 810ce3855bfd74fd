package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import org.jspecify.annotations.Nullable;

/** Tokens, tickets, quotas and the platform's addresses. */
final class TokenApi {
    private final Accounts accounts;
    private final Tokens tokens;
    private final Quotas quotas;
    private final Rids rids;

    TokenApi(Accounts accounts, Tokens tokens, Quotas quotas, Rids rids) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.quotas = quotas;
        this.rids = rids;
    }

    void register(Endpoints endpoints) {
        endpoints.add(Site.API, Method.GET, "/cgi-bin/token", Access.OPEN, this::classic);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/stable_token", Access.OPEN, this::stable);
        endpoints.add(Site.API, Method.GET, "/cgi-bin/ticket/getticket", Access.TOKEN, this::ticket);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/clear_quota", Access.TOKEN, this::clearQuota);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/clear_quota/v2", Access.OPEN, this::clearQuotaBySecret);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/openapi/quota/get", Access.TOKEN, this::quota);
        endpoints.add(Site.API, Method.POST, "/cgi-bin/openapi/rid/get", Access.TOKEN, this::rid);
        endpoints.add(Site.API, Method.GET, "/cgi-bin/get_api_domain_ip", Access.TOKEN, call -> addresses());
        endpoints.add(Site.API, Method.GET, "/cgi-bin/getcallbackip", Access.TOKEN, call -> addresses());
    }

    private Answer classic(Call call) {
        Account account =
                caller(call, call.query("grant_type"), call.query("appid"), call.query("secret"), "/cgi-bin/token");
        return Answer.json(tokens.classic(account));
    }

    private Answer stable(Call call) {
        JsonNode body = call.json();
        Account account = caller(
                call,
                Json.text(body, "grant_type"),
                Json.text(body, "appid"),
                Json.text(body, "secret"),
                "/cgi-bin/stable_token");
        return Answer.json(tokens.stable(account, body.path("force_refresh").asBoolean(false)));
    }

    private Account caller(
            Call call, @Nullable String grantType, @Nullable String appid, @Nullable String secret, String path) {
        if (!"client_credential".equals(grantType)) {
            throw new ApiError(ApiError.INVALID_GRANT_TYPE);
        }
        Account account = authenticate(appid, secret);
        if (account.frozen) {
            throw new ApiError(ApiError.SECRET_FROZEN);
        }
        String ip = call.remoteIp();
        if (!account.allowedIps.isEmpty() && !account.allowedIps.contains(ip)) {
            throw new ApiError(
                    ApiError.IP_NOT_ALLOWED, "invalid ip " + ip + " ipv6 ::ffff:" + ip + ", not in whitelist");
        }
        quotas.count(account, path);
        return account;
    }

    private Account authenticate(@Nullable String appid, @Nullable String secret) {
        if (appid == null || appid.isEmpty()) {
            throw new ApiError(ApiError.MISSING_APPID);
        }
        if (secret == null || secret.isEmpty()) {
            throw new ApiError(ApiError.MISSING_SECRET);
        }
        Account account = accounts.find(appid);
        if (account == null || !account.appid.equals(appid)) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        if (!account.secret.equals(secret)) {
            throw new ApiError(ApiError.INVALID_SECRET);
        }
        return account;
    }

    private Answer ticket(Call call) {
        String type = call.required("type", ApiError.INVALID_ARGUMENT);
        if (!type.equals("jsapi") && !type.equals("wx_card")) {
            throw new ApiError(ApiError.INVALID_ARGUMENT, "invalid type");
        }
        return Answer.json(tokens.jsTicket(call.account(), type));
    }

    private Answer clearQuota(Call call) {
        if (!call.account().appid.equals(Json.text(call.json(), "appid"))) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        quotas.clear(call.account());
        return Answer.ok();
    }

    private Answer clearQuotaBySecret(Call call) {
        JsonNode body = Json.parse(call.body().getBytes());
        JsonNode given = body == null || !body.isObject() ? Json.object() : body;
        String appid = call.query("appid") == null ? Json.text(given, "appid") : call.query("appid");
        String secret = call.query("appsecret") == null ? Json.text(given, "appsecret") : call.query("appsecret");
        quotas.clear(authenticate(appid, secret));
        return Answer.ok();
    }

    private Answer quota(Call call) {
        return Answer.json(quotas.get(call.account(), Json.text(call.json(), "cgi_path", "")));
    }

    private Answer rid(Call call) {
        return Answer.json(rids.get(Json.text(call.json(), "rid", "")));
    }

    private static Answer addresses() {
        ObjectNode answer = Json.object();
        answer.putArray("ip_list").add("127.0.0.1");
        return Answer.json(answer);
    }
}
