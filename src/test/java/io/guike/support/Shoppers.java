package io.guike.support;

import static io.restassured.RestAssured.given;

import io.guike.wechat.WeChatAccounts;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** People in the simulated WeChat who sign in at the service, as the mini-program and our pages would do it for them. */
@ApplicationScoped
public class Shoppers {

    @Inject
    WeChatAccounts accounts;

    /**
     * Somebody who signed in.
     *
     * @param user their id in the simulator
     */
    public record Shopper(String user, String token, String refreshToken, String notice) {}

    /** A browser that keeps a verifier to itself. */
    public record Browser(String verifier, String challenge) {}

    /** Somebody new, without a phone number. */
    public String user() {
        return given().contentType("application/json")
                .body(Map.of("nickname", "顾客"))
                .post(Simulated.at("/users"))
                .path("id");
    }

    public String miniOpenid(String user) {
        return act(user, "openid", Map.of("appid", accounts.mini().appid())).path("openid");
    }

    public String serviceOpenid(String user) {
        return act(user, "openid", Map.of("appid", accounts.service().appid())).path("openid");
    }

    /** What {@code wx.login} would give. */
    public String loginCode(String user) {
        return act(user, "login-codes", Map.of("appid", accounts.mini().appid()))
                .path("code");
    }

    /** What the browser would bring back from WeChat. */
    public String webCode(String user, boolean withProfile) {
        String scope = withProfile ? "snsapi_userinfo" : "snsapi_base";
        return act(user, "oauth-codes", Map.of("appid", accounts.service().appid(), "scope", scope))
                .path("code");
    }

    private static Response act(String user, String what, Map<String, ?> body) {
        return given().contentType("application/json").body(body).post(Simulated.at("/users/" + user + "/" + what));
    }

    public Shopper signIn() {
        return signIn(user(), null);
    }

    /** From the mini-program. */
    public Shopper signIn(String user, String scene) {
        return shopper(user, trySignIn(loginCode(user), scene));
    }

    public static Response trySignIn(String code, String scene) {
        Map<String, Object> body = new HashMap<>();
        body.put("code", code);
        if (scene != null) {
            body.put("scene", scene);
        }
        return Api.anyone().contentType("application/json").body(body).post("/api/me/session");
    }

    /** On a page of the service account. */
    public Shopper signInOnPage(String user, boolean withProfile) {
        Browser browser = browser();
        return shopper(user, finish(browser, begin(browser, "/h5/", withProfile), webCode(user, withProfile)));
    }

    public static Browser browser() {
        String verifier = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return new Browser(verifier, Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the state that WeChat was given */
    public static String begin(Browser browser, String page, boolean withProfile) {
        String address = tryBegin(browser, page, withProfile)
                .then()
                .statusCode(200)
                .extract()
                .path("authorizeUrl");
        return address.replaceAll(".*[?&]state=([^&#]*).*", "$1");
    }

    public static Response tryBegin(Browser browser, String page, boolean withProfile) {
        return Api.anyone()
                .contentType("application/json")
                .body(Map.of("challenge", browser.challenge(), "page", page, "withProfile", withProfile))
                .post("/api/me/session/web/start");
    }

    public static Response finish(Browser browser, String state, String code) {
        return finish(browser, state, code, Map.of());
    }

    public static Response finish(Browser browser, String state, String code, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("code", code);
        body.put("state", state);
        body.put("verifier", browser.verifier());
        return Api.anyone().contentType("application/json").body(body).post("/api/me/session/web");
    }

    public static Response refresh(String token) {
        return Api.anyone()
                .contentType("application/json")
                .body(Map.of("refreshToken", token))
                .post("/api/me/session/refresh");
    }

    private static Shopper shopper(String user, Response answer) {
        var tokens = answer.then().statusCode(200).extract().jsonPath();
        return new Shopper(
                user, tokens.getString("accessToken"), tokens.getString("refreshToken"), tokens.getString("notice"));
    }

    /** What the gate says of a token on a shopper's path that does not exist: 404 where it admits. */
    public static int gate(String token) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .get("/api/me/nothing")
                .statusCode();
    }
}
