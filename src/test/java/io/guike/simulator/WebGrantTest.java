package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.chanjar.weixin.common.bean.WxOAuth2UserInfo;
import me.chanjar.weixin.common.bean.oauth2.WxOAuth2AccessToken;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.common.service.WxOAuth2Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authorize page as a browser sees it, and its codes in the hands of the unmodified SDK. */
class WebGrantTest {
    private static final String PAGE = "http://127.0.0.1:8080/card?from=menu#top";
    private static final String STATE = "s-%41+中 文&code=x";
    private static WeChatPlatform platform;
    private static AdminClient client;
    private Account account;
    private WxOAuth2Service sdk;
    private String user;

    @BeforeAll
    static void start() {
        platform = WeChatPlatform.start(Options.defaults());
        client = new AdminClient(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void connect() {
        account = client.newAccount(Json.object().put("kind", "service").put("name", "归客<测试>"));
        sdk = SdkServiceAccountTest.sdk(platform, account, true).getOAuth2Service();
        user = client.newUser();
    }

    private interface SdkCall {
        Object run() throws WxErrorException;
    }

    private static int errorOf(SdkCall call) {
        return assertThrows(WxErrorException.class, call::run).getError().getErrorCode();
    }

    /** Path and query of the authorize page, with the state encoded as a browser's URL needs it. */
    private String authorize(String scope) {
        String url = sdk.buildAuthorizationUrl(PAGE, scope, AdminClient.encoded(STATE));
        assertTrue(url.startsWith(platform.baseUrl() + "/connect/oauth2/authorize?"), url);
        return url.substring(platform.baseUrl().length(), url.indexOf('#'));
    }

    private static HttpResponse<byte[]> browse(String path) {
        return client.send("GET", path, "");
    }

    private static String text(HttpResponse<byte[]> response) {
        assertEquals(200, response.statusCode());
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String location(HttpResponse<byte[]> response) {
        assertEquals(302, response.statusCode());
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static String parameter(String location, String name) {
        List<String> values = new QueryStringDecoder(location.replaceAll("#.*", ""))
                .parameters()
                .get(name);
        assertEquals(1, values.size(), location);
        return values.get(0);
    }

    private static String link(String page, String cssClass) {
        Matcher link = Pattern.compile("<a class=\"" + cssClass + "\" href=\"([^\"]+)\"")
                .matcher(page);
        assertTrue(link.find(), page);
        return link.group(1).replace("&amp;", "&");
    }

    private String code(String scope) {
        return client.admin(
                        "POST",
                        "/users/" + user + "/oauth-codes",
                        Json.object().put("appid", account.appid).put("scope", scope))
                .path("code")
                .asText();
    }

    @Test
    void silentScopeGoesStraightBackWithTheStateAsItWas() throws Exception {
        String location = location(browse(authorize("snsapi_base") + "&simulated_user=" + user));

        assertTrue(location.startsWith("http://127.0.0.1:8080/card?from=menu&code="), location);
        assertTrue(location.endsWith("#top"), location);
        assertEquals(STATE, parameter(location, "state"));
        WxOAuth2AccessToken token = sdk.getAccessToken(parameter(location, "code"));
        assertEquals(client.openid(user, account), token.getOpenId());
        assertEquals("snsapi_base", token.getScope());
        assertEquals(7200, token.getExpiresIn());
        assertNull(token.getUnionId());
        assertNull(token.getSnapshotUser());
        assertTrue(sdk.validateAccessToken(token));
        assertEquals(48001, errorOf(() -> sdk.getUserInfo(token, null)));
    }

    @Test
    void consentPageNamesTheAccountAndGivesTheCodeWhenAllowed() throws Exception {
        String page = text(browse(authorize("snsapi_userinfo") + "&simulated_user=" + user));
        assertTrue(page.contains("归客&lt;测试&gt;") && page.contains("小林"), page);

        String location = location(browse(link(page, "allow")));

        assertEquals(STATE, parameter(location, "state"));
        WxOAuth2AccessToken token = sdk.getAccessToken(parameter(location, "code"));
        assertEquals("snsapi_userinfo", token.getScope());
        WxOAuth2UserInfo info = sdk.getUserInfo(token, "zh_CN");
        assertEquals("小林", info.getNickname());
        assertEquals(token.getOpenId(), info.getOpenid());
        assertEquals(token.getUnionId(), info.getUnionId());
        assertEquals(28, info.getUnionId().length());
    }

    @Test
    void refusalComesBackWithTheStateAndWithoutACode() {
        String page = text(browse(authorize("snsapi_userinfo") + "&simulated_user=" + user));

        String location = location(browse(link(page, "refuse")));

        assertEquals(STATE, parameter(location, "state"));
        assertFalse(new QueryStringDecoder(location).parameters().containsKey("code"));
    }

    @Test
    void visitorWhoIsNotKnownChoosesWhoTheyAre() {
        String page = text(browse(authorize("snsapi_base")));
        String address = authorize("snsapi_base") + "&simulated_user=" + user;
        assertTrue(page.contains(address.replace("&", "&amp;")), page);
        assertTrue(text(browse(authorize("snsapi_base") + "&simulated_user=nobody"))
                .contains("谁在打开"));
    }

    @Test
    void frameOfAPhoneIsAskedOnlyWhereNobodyWasNamed() {
        String script = "<script src=\"/phone/authorize.js\">";
        HttpResponse<byte[]> asking = browse(authorize("snsapi_base"));
        assertTrue(text(asking).contains(script));
        assertTrue(policy(asking).contains("script-src 'self'"));
        for (String named : List.of("nobody", "")) {
            HttpResponse<byte[]> choice = browse(authorize("snsapi_base") + "&simulated_user=" + named);
            assertFalse(text(choice).contains("script"), named);
            assertFalse(policy(choice).contains("script-src"), named);
        }
    }

    private static String policy(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    @Test
    void faultsAreShownToTheVisitor() {
        String good = authorize("snsapi_base");
        assertTrue(fault(good.replace("127.0.0.1", "evil.example")).contains("10003"));
        assertTrue(fault(good.replace("http%3A%2F%2F127.0.0.1", "javascript%3A%2F%2F127.0.0.1"))
                .contains("10003"));
        assertTrue(fault(good.replaceAll("redirect_uri=[^&]*", "redirect_uri=")).contains("10011"));
        assertTrue(fault(good.replaceAll("appid=[^&]*", "appid=")).contains("10012"));
        assertTrue(fault(good.replaceAll("appid=[^&]*", "appid=wx0")).contains("appid 参数错误"));
        assertTrue(fault(good.replaceAll("&scope=[^&]*", "")).contains("10010"));
        assertTrue(fault(good.replace("snsapi_base", "snsapi_login")).contains("10005"));
        assertTrue(
                fault(good.replace("response_type=code", "response_type=token")).contains("response_type"));
        assertTrue(fault(good.replaceAll("state=[^&]*", "state=" + "x".repeat(129)))
                .contains("state"));
        ObjectNode domains = Json.object();
        domains.putArray("domains").add("shop.example");
        client.admin("PATCH", "/accounts/" + account.appid, domains);
        assertTrue(fault(good).contains("10003"));
        assertEquals(302, browse(toShop(good)).statusCode());
    }

    private String toShop(String good) {
        return good.replace("127.0.0.1", "shop.example") + "&simulated_user=" + user;
    }

    private String fault(String path) {
        String page = text(browse(path + "&simulated_user=" + user));
        assertTrue(page.contains("<title>出错了"), page);
        return page;
    }

    @Test
    void codeIsGoodOnceForFiveMinutesAndForItsAccount() throws Exception {
        String used = code("snsapi_base");
        sdk.getAccessToken(used);
        assertEquals(40163, errorOf(() -> sdk.getAccessToken(used)));
        assertEquals(40029, errorOf(() -> sdk.getAccessToken("made-up")));
        String foreign = code("snsapi_base");
        Account other = client.newAccount("service");
        WxOAuth2Service otherSdk =
                SdkServiceAccountTest.sdk(platform, other, true).getOAuth2Service();
        assertEquals(40029, errorOf(() -> otherSdk.getAccessToken(foreign)));
        String late = code("snsapi_base");
        client.advance("PT5M");
        assertEquals(40029, errorOf(() -> sdk.getAccessToken(late)));
    }

    @Test
    void everyPartOfTheExchangeIsChecked() {
        String path = "/sns/oauth2/access_token?grant_type=authorization_code";
        String appid = "&appid=" + account.appid;
        assertEquals(41002, errcode(path));
        assertEquals(41004, errcode(path + appid));
        assertEquals(40125, errcode(path + appid + "&secret=wrong&code=x"));
        assertEquals(40013, errcode(path + "&appid=wx0&secret=x&code=x"));
        assertEquals(41008, errcode(path + appid + "&secret=" + account.secret));
        assertEquals(40002, errcode("/sns/oauth2/access_token?code=x" + appid + "&secret=" + account.secret));
        assertEquals(41003, errcode("/sns/oauth2/refresh_token?grant_type=refresh_token" + appid));
        assertEquals(40030, errcode("/sns/oauth2/refresh_token?grant_type=refresh_token&refresh_token=x" + appid));
        assertEquals(40002, errcode("/sns/oauth2/refresh_token?refresh_token=x" + appid));
        assertEquals(41001, errcode("/sns/auth"));
        assertEquals(40001, errcode("/sns/auth?access_token=x"));
    }

    private static int errcode(String path) {
        return AdminClient.read(client.send("GET", path, "")).path("errcode").asInt();
    }

    @Test
    void refreshLengthensALivingTokenAndReplacesADeadOne() throws Exception {
        WxOAuth2AccessToken first = sdk.getAccessToken(code("snsapi_userinfo"));
        client.advance("PT1H59M");
        WxOAuth2AccessToken same = sdk.refreshAccessToken(first.getRefreshToken());
        assertEquals(first.getAccessToken(), same.getAccessToken());
        assertEquals(first.getRefreshToken(), same.getRefreshToken());
        client.advance("PT1H59M");
        assertTrue(sdk.validateAccessToken(first));
        client.advance("PT1M");
        assertEquals(42001, errorOf(() -> sdk.getUserInfo(first, null)));

        WxOAuth2AccessToken next = sdk.refreshAccessToken(first.getRefreshToken());

        assertNotEquals(first.getAccessToken(), next.getAccessToken());
        assertFalse(sdk.validateAccessToken(first));
        assertTrue(sdk.validateAccessToken(next));
        next.setOpenId("o-somebody-else");
        assertEquals(40003, errorOf(() -> sdk.getUserInfo(next, null)));
        client.advance("P30D");
        assertEquals(42002, errorOf(() -> sdk.refreshAccessToken(first.getRefreshToken())));
    }

    @Test
    void snapshotVisitorIsVirtual() throws Exception {
        String real = client.openid(user, account);
        client.admin("PATCH", "/users/" + user, Json.object().put("snapshot", true));

        WxOAuth2AccessToken token = sdk.getAccessToken(code("snsapi_userinfo"));

        assertEquals(1, token.getSnapshotUser());
        assertNotEquals(real, token.getOpenId());
        assertNull(token.getUnionId());
        JsonNode info = client.call(account, "GET", "/cgi-bin/user/info?openid=" + token.getOpenId(), "");
        assertEquals(40003, info.path("errcode").asInt());
        assertEquals("微信用户", sdk.getUserInfo(token, null).getNickname());
    }

    @Test
    void exchangesAreCountedAgainstALimit() throws Exception {
        client.admin(
                "PUT",
                "/accounts/" + account.appid + "/quotas",
                Json.object().put("path", "/sns/oauth2/access_token").put("dailyLimit", 1));
        sdk.getAccessToken(code("snsapi_base"));
        String second = code("snsapi_base");

        assertEquals(45009, errorOf(() -> sdk.getAccessToken(second)));
    }

    @Test
    void tokensOutliveARestart(@TempDir Path folder) throws Exception {
        Options kept = Options.defaults().withStateFile(folder.resolve("state.json"));
        Account service;
        WxOAuth2AccessToken token;
        try (WeChatPlatform first = WeChatPlatform.start(kept)) {
            AdminClient there = new AdminClient(first);
            service = there.newAccount("service");
            String code = there.admin(
                            "POST",
                            "/users/" + there.newUser() + "/oauth-codes",
                            Json.object().put("appid", service.appid))
                    .path("code")
                    .asText();
            token = SdkServiceAccountTest.sdk(first, service, true)
                    .getOAuth2Service()
                    .getAccessToken(code);
        }
        try (WeChatPlatform second = WeChatPlatform.start(kept)) {
            WxOAuth2Service there =
                    SdkServiceAccountTest.sdk(second, service, true).getOAuth2Service();

            assertTrue(there.validateAccessToken(token));
            assertEquals(
                    token.getOpenId(),
                    there.refreshAccessToken(token.getRefreshToken()).getOpenId());
        }
    }
}
