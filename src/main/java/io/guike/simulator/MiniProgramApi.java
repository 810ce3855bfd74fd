package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What a mini-program's server calls: codes, login, phone numbers, risk. */
final class MiniProgramApi {
    private static final long VISIT_SECONDS = 7200;

    private final Vertx vertx;
    private final Accounts accounts;
    private final Users users;
    private final Codes codes;
    private final Quotas quotas;
    private final Stats stats;
    private final SimulatedClock clock;

    MiniProgramApi(Platform platform) {
        vertx = platform.vertx;
        accounts = platform.accounts;
        users = platform.users;
        codes = platform.loginCodes;
        quotas = platform.quotas;
        stats = platform.stats;
        clock = platform.clock;
    }

    void register(Endpoints endpoints) {
        Access access = Access.MINI_PROGRAM;
        endpoints.addAsync(Site.API, Method.POST, "/wxa/getwxacodeunlimit", access, this::code);
        endpoints.add(Site.API, Method.POST, "/wxa/business/getuserphonenumber", access, this::phone);
        endpoints.add(Site.API, Method.GET, "/wxa/checksession", access, this::checkSession);
        endpoints.add(Site.API, Method.POST, "/wxa/getuserriskrank", access, this::riskRank);
        endpoints.add(Site.API, Method.GET, "/sns/jscode2session", Access.OPEN, this::login);
    }

    private Future<Answer> code(Call call) {
        MiniCodes.Drawing drawing = MiniCodes.read(call.account(), call.json(ApiError.SCENE_TOO_LONG));
        return vertx.executeBlocking(
                        () -> drawing.transparent()
                                ? Pictures.transparentPng(drawing.text(), drawing.width(), drawing.rgb())
                                : Pictures.jpeg(drawing.text(), drawing.width(), drawing.rgb()),
                        false)
                .map(picture -> Answer.picture(drawing.transparent() ? "image/png" : "image/jpeg", picture));
    }

    private Answer login(Call call) {
        Account account = accounts.find(call.required("appid", ApiError.MISSING_APPID));
        String secret = call.required("secret", ApiError.MISSING_SECRET);
        if (account == null || account.isService()) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        if (!account.secret.equals(secret)) {
            throw new ApiError(ApiError.INVALID_SECRET);
        }
        if (!"authorization_code".equals(call.query("grant_type"))) {
            throw new ApiError(ApiError.INVALID_GRANT_TYPE);
        }
        String code = call.required("js_code", ApiError.MISSING_CODE);
        Person person = codes.redeemLogin(account, code);
        Person.Fan fan = users.meet(person, account);
        quotas.countLogin(account, fan.openid);
        if (person.loginBlocked) {
            throw new ApiError(ApiError.CODE_BLOCKED);
        }
        ObjectNode answer = Json.object()
                .put("session_key", codes.newSession(account, fan.openid))
                .put("openid", fan.openid);
        String unionid = users.unionid(person, account);
        if (unionid != null) {
            answer.put("unionid", unionid);
        }
        return Answer.plainJson(answer);
    }

    private Answer phone(Call call) {
        Account account = call.account();
        JsonNode body = call.json();
        String openid = Json.text(body, "openid");
        Codes.Allowed allowed = codes.redeemPhone(
                account,
                Json.text(body, "code"),
                person -> openid == null || openid.equals(users.meet(person, account).openid));
        PhoneNumber phone = PhoneNumber.of(String.valueOf(allowed.phone()));
        allowed.person().chargedPhoneCalls++;
        stats.charge(account.appid, call.path());
        accounts.usePhoneCall(account);
        ObjectNode answer = Json.object().put("errcode", 0).put("errmsg", "ok");
        answer.putObject("phone_info")
                .put("phoneNumber", phone.shown())
                .put("purePhoneNumber", phone.pure())
                .put("countryCode", phone.country())
                .putObject("watermark")
                .put("timestamp", clock.seconds())
                .put("appid", account.appid);
        return Answer.json(answer);
    }

    /**
     * How risky WeChat holds a user to be. The user must have been in the mini-program within two hours (older texts:
     * thirty minutes), except for a test call; which numbers refuse a wrong scene and a missing address is background
     * knowledge.
     */
    private Answer riskRank(Call call) {
        Account account = call.account();
        JsonNode body = call.json();
        if (!account.appid.equals(Json.text(body, "appid"))) {
            throw new ApiError(ApiError.INVALID_APPID);
        }
        String openid = Json.text(body, "openid", "");
        Users.Known known = users.find(account, openid);
        if (known == null) {
            throw new ApiError(users.find(openid) == null ? ApiError.INVALID_OPENID : ApiError.OPENID_OF_ANOTHER_APPID);
        }
        int scene = body.path("scene").asInt(-1);
        if (scene < 0 || scene > 2 || Json.text(body, "client_ip", "").isEmpty()) {
            throw new ApiError(ApiError.INVALID_ARGUMENT);
        }
        boolean seen = clock.seconds() - known.fan().visitedAt < VISIT_SECONDS;
        if (!seen && !body.path("is_test").asBoolean(false)) {
            throw new ApiError(ApiError.VISIT_TOO_OLD);
        }
        return Answer.json(Json.object()
                .put("errcode", 0)
                .put("errmsg", "getuserriskrank succ")
                .put("risk_rank", known.person().riskRank)
                .put("unoin_id", 1 + Randoms.below(Integer.MAX_VALUE - 1)));
    }

    private Answer checkSession(Call call) {
        String openid = call.required("openid", ApiError.INVALID_OPENID);
        users.require(call.account(), openid);
        boolean known = "hmac_sha256".equals(call.query("sig_method"))
                && codes.sessionIs(call.account(), openid, call.required("signature", ApiError.BAD_SESSION_SIGNATURE));
        if (!known) {
            throw new ApiError(ApiError.BAD_SESSION_SIGNATURE);
        }
        return Answer.ok();
    }
}
