package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cn.binarywang.wx.miniapp.api.WxMaService;
import cn.binarywang.wx.miniapp.bean.WxMaPhoneNumberInfo;
import cn.binarywang.wx.miniapp.bean.safety.request.WxMaUserSafetyRiskRankRequest;
import cn.binarywang.wx.miniapp.bean.safety.response.WxMaUserSafetyRiskRankResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login, phone numbers, unionids and risk of a mini-program's users. */
class MiniProgramRulesTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private Account account;
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
    void open() {
        account = client.newAccount("mini-program");
        user = client.newUser();
    }

    private String code(String kind, ObjectNode body) {
        return client.admin("POST", "/users/" + user + "/" + kind, body.put("appid", account.appid))
                .path("code")
                .asText();
    }

    private String phoneCode() {
        return code("phone-codes", Json.object());
    }

    private JsonNode login() {
        String path = "/sns/jscode2session?grant_type=authorization_code&appid=" + account.appid + "&secret="
                + account.secret + "&js_code=" + code("login-codes", Json.object());
        return AdminClient.read(client.send("GET", path, ""));
    }

    private JsonNode phone(ObjectNode body) {
        return client.call(account, "POST", "/wxa/business/getuserphonenumber", body.toString());
    }

    private JsonNode change(ObjectNode fields) {
        return client.admin("PATCH", "/users/" + user, fields);
    }

    private static int error(JsonNode answer) {
        return answer.path("errcode").asInt();
    }

    @Test
    void unionidArrivesLateWhenTheAccountsAreBoundLate() {
        Account service = client.newAccount("service");
        bind(account, null);
        bind(service, null);
        client.act(user, "follow", service);
        assertFalse(login().has("unionid"));
        assertFalse(fan(service).has("unionid"));

        bind(account, "op-late");
        String unionid = login().path("unionid").asText();
        assertEquals(28, unionid.length());
        assertFalse(fan(service).has("unionid"));
        bind(service, "op-late");
        assertEquals(unionid, fan(service).path("unionid").asText());

        client.admin("PATCH", "/accounts/" + service.appid, Json.object().put("unionid", false));
        assertFalse(fan(service).has("unionid"));
        bind(account, "op-other");
        assertFalse(unionid.equals(login().path("unionid").asText()));
    }

    private static void bind(Account account, @Nullable String openPlatform) {
        client.admin("PATCH", "/accounts/" + account.appid, Json.object().put("openPlatform", openPlatform));
    }

    private JsonNode fan(Account service) {
        return client.call(service, "GET", "/cgi-bin/user/info?openid=" + client.openid(user, service), "");
    }

    @Test
    void blockedUserIsRefusedAtLogin() {
        change(Json.object().put("loginBlocked", true));
        assertEquals(40226, error(login()));
        change(Json.object().put("loginBlocked", false));
        assertEquals(0, error(login()));
    }

    @Test
    void hundredLoginsAMinuteAreEnoughForOneUser() {
        for (int i = 0; i < 100; i++) {
            assertEquals(0, error(login()));
        }
        assertEquals(45011, error(login()));
        user = client.newUser();
        assertEquals(0, error(login()));
    }

    @Test
    void limitByMinuteCanBeLowered() {
        limit("/sns/jscode2session", 0);
        limit("/wxa/business/getuserphonenumber", 0);

        assertEquals(45011, error(login()));
        assertEquals(45011, error(phone(Json.object().put("code", phoneCode()))));
    }

    private void limit(String path, int minuteLimit) {
        client.admin(
                "PUT",
                "/accounts/" + account.appid + "/quotas",
                Json.object().put("path", path).put("minuteLimit", minuteLimit));
    }

    @Test
    void sessionKeyIsGoodUntilTheNextLogin() throws Exception {
        JsonNode first = login();
        assertEquals(0, checkSession(first));

        JsonNode second = login();

        assertEquals(87009, checkSession(first));
        assertEquals(0, checkSession(second));
    }

    private int checkSession(JsonNode login) throws Exception {
        String key = login.path("session_key").asText();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(new byte[0]));
        return client.errcode(
                account,
                "GET",
                "/wxa/checksession?sig_method=hmac_sha256&openid="
                        + login.path("openid").asText() + "&signature=" + signature,
                "");
    }

    @Test
    void phoneNumberOfSomebodyElseIsRefusedAndItsCodeStaysGood() {
        String code = phoneCode();
        String owner = client.openid(user, account);
        String other = client.openid(client.newUser(), account);
        ObjectNode body = Json.object().put("code", code);

        assertEquals(40029, error(phone(body.deepCopy().put("openid", other))));
        assertEquals(0, error(phone(body.deepCopy().put("openid", owner))));
        assertEquals(40163, error(phone(body)));
    }

    @Test
    void phoneCodeOfAnotherMiniProgramOrKindIsRefused() {
        String login = code("login-codes", Json.object());
        assertEquals(40029, error(phone(Json.object().put("code", login))));
        String code = phoneCode();
        Account other = client.newAccount("mini-program");
        String body = Json.object().put("code", code).toString();
        assertEquals(40013, client.errcode(other, "POST", "/wxa/business/getuserphonenumber", body));
    }

    @Test
    void onlyNumbersGivenOutAreCharged() {
        assertEquals(0, charged());
        assertEquals(40029, error(phone(Json.object().put("code", "made-up"))));
        assertEquals(0, charged());
        String code = phoneCode();
        phone(Json.object().put("code", code));
        phone(Json.object().put("code", code));

        assertEquals(1, charged());
        assertEquals(
                1,
                client.get("/stats?appid=" + account.appid)
                        .path("charged")
                        .path("/wxa/business/getuserphonenumber")
                        .asInt());
    }

    private int charged() {
        return client.get("/users/" + user).path("chargedPhoneCalls").asInt();
    }

    @Test
    void emptyPackageGivesNoMorePhoneCodes() {
        client.admin("PATCH", "/accounts/" + account.appid, Json.object().put("phoneCallsLeft", 1));
        phone(Json.object().put("code", phoneCode()));

        String body = Json.object().put("appid", account.appid).toString();

        assertEquals(409, client.status("POST", "/users/" + user + "/phone-codes", body));
        assertEquals(
                0,
                client.get("/accounts/" + account.appid).path("phoneCallsLeft").asInt(-1));
    }

    @Test
    void personChoosesOneOfSeveralNumbers() throws Exception {
        ObjectNode phones = Json.object();
        phones.putArray("phones").add("13900000001").add("+852 61234567");
        assertEquals("13900000001", change(phones).path("phone").asText());
        WxMaService sdk = SdkMiniProgramTest.sdk(platform, account);

        assertEquals(
                "13900000001", sdk.getUserService().getPhoneNumber(phoneCode()).getPhoneNumber());
        WxMaPhoneNumberInfo abroad = sdk.getUserService()
                .getPhoneNumber(code("phone-codes", Json.object().put("phone", "+852 61234567")));
        assertEquals("852", abroad.getCountryCode());
        assertEquals("61234567", abroad.getPurePhoneNumber());
        assertEquals("+85261234567", abroad.getPhoneNumber());
        String foreign = Json.object()
                .put("appid", account.appid)
                .put("phone", "13800000000")
                .toString();
        assertEquals(409, client.status("POST", "/users/" + user + "/phone-codes", foreign));
        change(Json.object().putNull("phone"));
        String none = Json.object().put("appid", account.appid).toString();
        assertEquals(409, client.status("POST", "/users/" + user + "/phone-codes", none));
        assertEquals(400, client.status("PATCH", "/users/" + user, "{\"phone\":\"one\"}"));
    }

    @Test
    void twoPeopleMayHaveTheSameNumber() {
        JsonNode first = phone(Json.object().put("code", phoneCode()));
        user = client.newUser();

        JsonNode second = phone(Json.object().put("code", phoneCode()));

        assertEquals(
                first.path("phone_info").path("purePhoneNumber"),
                second.path("phone_info").path("purePhoneNumber"));
    }

    @Test
    void riskRankIsWhatThePersonWasGiven() throws Exception {
        change(Json.object().put("riskRank", 4));
        login();
        WxMaUserSafetyRiskRankRequest request = WxMaUserSafetyRiskRankRequest.builder()
                .appid(account.appid)
                .openid(client.openid(user, account))
                .scene(0)
                .clientIp("127.0.0.1")
                .mobileNo("13800000000")
                .build();

        WxMaUserSafetyRiskRankResponse answer =
                SdkMiniProgramTest.sdk(platform, account).getSecurityService().getUserRiskRank(request);

        assertEquals(4, answer.getRiskRank());
        assertTrue(answer.getUnoinId() > 0);
        assertEquals(400, client.status("PATCH", "/users/" + user, "{\"riskRank\":5}"));
    }

    @Test
    void riskIsToldOfRecentVisitorsOnlyAndEveryPartIsChecked() {
        ObjectNode body = Json.object()
                .put("appid", account.appid)
                .put("openid", client.openid(user, account))
                .put("scene", 0)
                .put("client_ip", "127.0.0.1");
        assertEquals(61010, riskError(body));
        assertEquals(0, riskError(body.deepCopy().put("is_test", true)));
        login();
        assertEquals(0, riskError(body));
        assertEquals(40013, riskError(body.deepCopy().put("appid", "wx0")));
        assertEquals(40003, riskError(body.deepCopy().put("openid", "o-nobody")));
        assertEquals(40097, riskError(body.deepCopy().put("scene", 3)));
        assertEquals(40097, riskError(body.deepCopy().put("client_ip", "")));
        Account other = client.newAccount("mini-program");
        assertEquals(43104, riskError(body.deepCopy().put("openid", client.openid(user, other))));

        client.advance("PT2H");

        assertEquals(61010, riskError(body));
    }

    private int riskError(ObjectNode body) {
        return client.errcode(account, "POST", "/wxa/getuserriskrank", body.toString());
    }

    @Test
    void stateFileWithOneNumberAPersonIsRead(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("state.json");
        Files.writeString(file, """
                {"users":{"people":2,"follows":0,"persons":[
                 {"id":"u1","nickname":"小林","phone":"13800000000","unionids":{},"fans":{}},
                 {"id":"u2","nickname":"阿静","phone":null,"unionids":{},"fans":{}}]}}
                """);
        try (WeChatPlatform old = WeChatPlatform.start(Options.defaults().withStateFile(file))) {
            AdminClient there = new AdminClient(old);

            assertEquals("13800000000", there.get("/users/u1").path("phone").asText());
            assertTrue(there.get("/users/u2").path("phones").isEmpty());
        }
    }
}
