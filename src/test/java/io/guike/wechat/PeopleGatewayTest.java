package io.guike.wechat;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.support.Run;
import io.guike.support.Simulated;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the gateway learns of people: who signs in, their phone numbers, and signatures for our pages. */
@QuarkusTest
class PeopleGatewayTest {

    private static final String PHONE = "13900001111";

    @Inject
    WeChat wechat;

    @Inject
    WeChatAccounts accounts;

    @Test
    void aLoginCodeTellsWhoItIsAndNothingElse() {
        String user = user();
        MiniLogin login = Run.now(() -> wechat.miniLogin(code(user, "login-codes")));
        assertEquals(openid(user), login.openid());
        assertNotNull(login.unionid());
        assertFalse(login.toString().contains(login.openid()));
    }

    @Test
    void aCodeThatWasUsedOrMadeUpIsTheCallersFault() {
        String code = code(user(), "login-codes");
        Run.now(() -> wechat.miniLogin(code));
        assertEquals("wechat.code-invalid", refused(wechat.miniLogin(code)));
        assertEquals("wechat.code-invalid", refused(wechat.miniLogin("0made-up")));
        assertEquals("wechat.code-invalid", refused(wechat.phone("made-up", openid(user()))));
    }

    @Test
    void aCodeCannotBringParametersOfItsOwn() {
        String code = code(user(), "login-codes");
        assertEquals("wechat.code-invalid", refused(wechat.miniLogin(code + "&appid=wx0000000000000000")));
        Run.now(() -> wechat.miniLogin(code));
    }

    @Test
    void someoneWhomWeChatHoldsForARiskIsRefusedAsSuch() {
        Simulated.fails(Map.of("path", "/sns/jscode2session", "errcode", 40226));
        try {
            assertEquals("wechat.user-blocked", refused(wechat.miniLogin(code(user(), "login-codes"))));
        } finally {
            Simulated.works();
        }
    }

    @Test
    void noAnswerIsToldAsUnavailable() {
        Simulated.fails(Map.of("path", "/sns/jscode2session", "cut", "before"));
        try {
            assertEquals("wechat.unavailable", refused(wechat.miniLogin(code(user(), "login-codes"))));
        } finally {
            Simulated.works();
        }
    }

    @Test
    void aPhoneCodeTellsTheNumberWithItsCountry() {
        String user = user();
        assertEquals("+86" + PHONE, Run.now(() -> wechat.phone(code(user, "phone-codes"), openid(user))));
    }

    @Test
    void aPhoneCodeOfSomeoneElseIsRefused() {
        assertEquals("wechat.code-invalid", refused(wechat.phone(code(user(), "phone-codes"), openid(user()))));
    }

    @Test
    void theRiskOfAPersonIsWhatWeChatHoldsItToBe() {
        String user = user();
        Run.now(() -> wechat.miniLogin(code(user, "login-codes")));
        String openid = openid(user);
        assertEquals(0, Run.now(() -> wechat.riskRank(openid, "+86" + PHONE, "203.0.113.7")));
        given().contentType("application/json")
                .body(Map.of("riskRank", 4))
                .patch(Simulated.at("/users/" + user))
                .then()
                .statusCode(200);
        assertEquals(4, Run.now(() -> wechat.riskRank(openid, null, "203.0.113.7")));
    }

    @Test
    void aPageIsSignedWithTheTicketOfTheServiceAccount() throws Exception {
        String url = "https://shop.example/h5/card?from=menu&x=1";
        PageSignature signed = Run.now(() -> wechat.signPage(url));
        String text = "jsapi_ticket=" + ticket() + "&noncestr=" + signed.nonceStr() + "&timestamp=" + signed.timestamp()
                + "&url=" + url;
        byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(sha1), signed.signature());
        assertEquals(accounts.service().appid(), signed.appId());
    }

    @Test
    void theAddressOfOAuthAsksForNoMoreThanWanted() {
        String silent = wechat.oauthAddress("https://shop.example/h5/?a=1&b=2", false, "abc123");
        assertTrue(
                silent.startsWith(accounts.hosts().open() + "/connect/oauth2/authorize?appid="
                        + accounts.service().appid()
                        + "&redirect_uri=https%3A%2F%2Fshop.example%2Fh5%2F%3Fa%3D1%26b%3D2&response_type=code"
                        + "&scope=snsapi_base&state=abc123"),
                silent);
        assertTrue(silent.endsWith("#wechat_redirect"), silent);
        assertTrue(wechat.oauthAddress("https://shop.example/", true, "s").contains("&scope=snsapi_userinfo&"));
    }

    private static String refused(Uni<?> call) {
        WeChatRefused refused = assertThrows(WeChatRefused.class, () -> Run.now(() -> call));
        return refused.asProblem().code().code();
    }

    private static String user() {
        return given().contentType("application/json")
                .body(Map.of("nickname", "网关", "phone", PHONE))
                .post(Simulated.at("/users"))
                .path("id");
    }

    private String openid(String user) {
        return act(user, "openid").path("openid");
    }

    private String code(String user, String kind) {
        return act(user, kind).path("code");
    }

    private io.restassured.response.Response act(String user, String what) {
        return given().contentType("application/json")
                .body(Map.of("appid", accounts.mini().appid()))
                .post(Simulated.at("/users/" + user + "/" + what));
    }

    /** The token and the ticket that the gateway has, as WeChat gives the same to all who ask while they last. */
    private String ticket() {
        String token = given().contentType("application/json")
                .body(Map.of(
                        "grant_type",
                        "client_credential",
                        "appid",
                        accounts.service().appid(),
                        "secret",
                        accounts.service().secret()))
                .post(accounts.hosts().api() + "/cgi-bin/stable_token")
                .path("access_token");
        return given().queryParam("access_token", token)
                .queryParam("type", "jsapi")
                .get(accounts.hosts().api() + "/cgi-bin/ticket/getticket")
                .path("ticket");
    }
}
