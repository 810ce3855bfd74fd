package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What a mini-program's server calls: codes, login, phone numbers. */
final class MiniProgramApi {
    private final Vertx vertx;
    private final Accounts accounts;
    private final Users users;
    private final Codes codes;
    private final Quotas quotas;
    private final SimulatedClock clock;

    MiniProgramApi(Platform platform) {
        vertx = platform.vertx;
        accounts = platform.accounts;
        users = platform.users;
        codes = platform.loginCodes;
        quotas = platform.quotas;
        clock = platform.clock;
    }

    void register(Endpoints endpoints) {
        Access access = Access.MINI_PROGRAM;
        endpoints.addAsync(Site.API, Method.POST, "/wxa/getwxacodeunlimit", access, this::code);
        endpoints.add(Site.API, Method.POST, "/wxa/business/getuserphonenumber", access, this::phone);
        endpoints.add(Site.API, Method.GET, "/wxa/checksession", access, this::checkSession);
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
        Person person = codes.redeem(account, Codes.Purpose.LOGIN, code, ApiError.INVALID_CODE);
        Person.Fan fan = users.meet(person, account);
        quotas.countLogin(account, fan.openid);
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
        Person person = codes.redeem(account, Codes.Purpose.PHONE, Json.text(body, "code"), ApiError.INVALID_APPID);
        String openid = Json.text(body, "openid");
        String phone = person.phone;
        if (phone == null || (openid != null && !openid.equals(users.meet(person, account).openid))) {
            throw new ApiError(ApiError.INVALID_CODE);
        }
        ObjectNode answer = Json.object().put("errcode", 0).put("errmsg", "ok");
        answer.putObject("phone_info")
                .put("phoneNumber", phone)
                .put("purePhoneNumber", phone)
                .put("countryCode", "86")
                .putObject("watermark")
                .put("timestamp", clock.seconds())
                .put("appid", account.appid);
        return Answer.json(answer);
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
