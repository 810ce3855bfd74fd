package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cn.binarywang.wx.miniapp.api.WxMaService;
import cn.binarywang.wx.miniapp.api.impl.WxMaServiceImpl;
import cn.binarywang.wx.miniapp.bean.WxMaCodeLineColor;
import cn.binarywang.wx.miniapp.bean.WxMaJscode2SessionResult;
import cn.binarywang.wx.miniapp.bean.WxMaKefuMessage;
import cn.binarywang.wx.miniapp.config.impl.WxMaDefaultConfigImpl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import me.chanjar.weixin.common.error.WxErrorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The unmodified SDK as a mini-program. */
class SdkMiniProgramTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private Account account;
    private WxMaService sdk;

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
        ObjectNode wanted = Json.object().put("kind", "mini-program");
        wanted.putArray("pages").add("pages/join/index");
        account = client.newAccount(wanted);
        sdk = sdk(platform, account);
    }

    static WxMaService sdk(WeChatPlatform platform, Account account) {
        WxMaDefaultConfigImpl config = new WxMaDefaultConfigImpl();
        config.setAppid(account.appid);
        config.setSecret(account.secret);
        config.useStableAccessToken(true);
        config.setApiHostUrl(platform.baseUrl());
        WxMaServiceImpl service = new WxMaServiceImpl();
        service.setWxMaConfig(config);
        service.setRetrySleepMillis(1);
        return service;
    }

    private byte[] code(String scene, String page, boolean check, boolean transparent) throws WxErrorException {
        WxMaCodeLineColor color = new WxMaCodeLineColor("20", "60", "120");
        return sdk.getQrcodeService()
                .createWxaCodeUnlimitBytes(scene, page, check, "release", 430, false, color, transparent);
    }

    private int errorOf(String scene, String page) {
        WxErrorException error = assertThrows(WxErrorException.class, () -> code(scene, page, true, false));
        return error.getError().getErrorCode();
    }

    @Test
    void unlimitedCodeOpensItsPageWithItsScene() throws Exception {
        byte[] picture = code("c=7Q&s=1", "pages/join/index", true, false);

        JsonNode shown = AdminClient.read(
                client.send("POST", "/simulator/users/" + client.newUser() + "/scan", "image/jpeg", picture));

        assertEquals((byte) 0xff, picture[0]);
        assertEquals("mini-program", shown.path("opens").asText());
        assertEquals(account.appid, shown.path("appid").asText());
        assertEquals("pages/join/index", shown.path("page").asText());
        assertEquals("c=7Q&s=1", shown.path("scene").asText());
        assertEquals("scene=c%3D7Q%26s%3D1", shown.path("query").asText());
    }

    @Test
    void transparentCodeIsAPng() throws Exception {
        byte[] picture = code("a", "pages/join/index", true, true);

        assertEquals((byte) 0x89, picture[0]);
        assertTrue(String.valueOf(Pictures.read(picture)).startsWith("https://mp.weixin.qq.com/a/"));
    }

    @Test
    void wrongCodesAreRefusedWithTheirNumbers() throws Exception {
        assertEquals(40129, client.errcode(account, "POST", "/wxa/getwxacodeunlimit", "{\"scene\":\"导购\"}"));
        assertEquals(40169, client.errcode(account, "POST", "/wxa/getwxacodeunlimit", "scene=1"));
        assertEquals(40129, errorOf("a%20b", "pages/join/index"));
        assertEquals(40129, errorOf("", "pages/join/index"));
        assertEquals(40169, errorOf("a".repeat(33), "pages/join/index"));
        assertEquals(41030, errorOf("a", "pages/missing"));
        assertEquals(41030, errorOf("a", "/pages/join/index"));
        assertTrue(code("a".repeat(32), "pages/missing", false, false).length > 1000);
    }

    @Test
    void loginCodeIsGoodForOneLogin() throws Exception {
        String user = client.newUser();
        String code = client.admin(
                        "POST", "/users/" + user + "/login-codes", Json.object().put("appid", account.appid))
                .path("code")
                .asText();

        WxMaJscode2SessionResult session = sdk.getUserService().getSessionInfo(code);

        assertEquals(client.openid(user, account), session.getOpenid());
        assertEquals(24, session.getSessionKey().length());
        assertEquals(28, session.getUnionid().length());
        WxErrorException again =
                assertThrows(WxErrorException.class, () -> sdk.getUserService().getSessionInfo(code));
        assertEquals(40163, again.getError().getErrorCode());
    }

    @Test
    void unionidIsSharedWithTheServiceAccountAndWithheldWhenOff() throws Exception {
        String user = client.newUser();
        Account service = client.newAccount("service");
        String unionid = client.admin(
                        "POST", "/users/" + user + "/openid", Json.object().put("appid", service.appid))
                .path("unionid")
                .asText();

        assertEquals(unionid, login(user).getUnionid());
        client.admin("PATCH", "/accounts/" + account.appid, Json.object().put("unionid", false));
        assertEquals(null, login(user).getUnionid());
    }

    private WxMaJscode2SessionResult login(String user) throws WxErrorException {
        String code = client.admin(
                        "POST", "/users/" + user + "/login-codes", Json.object().put("appid", account.appid))
                .path("code")
                .asText();
        return sdk.getUserService().getSessionInfo(code);
    }

    @Test
    void loginCodeLapsesAfterFiveMinutes() {
        String user = client.newUser();
        String code = client.admin(
                        "POST", "/users/" + user + "/login-codes", Json.object().put("appid", account.appid))
                .path("code")
                .asText();
        client.advance("PT5M");

        WxErrorException late =
                assertThrows(WxErrorException.class, () -> sdk.getUserService().getSessionInfo(code));

        assertEquals(40029, late.getError().getErrorCode());
    }

    @Test
    void phoneNumberIsGivenOnceForItsCode() throws Exception {
        String code = client.admin(
                        "POST",
                        "/users/" + client.newUser() + "/phone-codes",
                        Json.object().put("appid", account.appid))
                .path("code")
                .asText();

        assertEquals("13800000000", sdk.getUserService().getPhoneNumber(code).getPurePhoneNumber());
        assertThrows(WxErrorException.class, () -> sdk.getUserService().getPhoneNumber(code));
    }

    @Test
    void sessionOfAMiniProgramTakesTwoMessages() throws Exception {
        String user = client.newUser();
        client.act(user, "mini-program", account);
        String openid = client.openid(user, account);
        WxMaKefuMessage message =
                WxMaKefuMessage.newTextBuilder().toUser(openid).content("您好").build();

        assertTrue(sdk.getMsgService().sendKefuMsg(message));
        assertTrue(sdk.getMsgService().sendKefuMsg(message));
        WxErrorException third =
                assertThrows(WxErrorException.class, () -> sdk.getMsgService().sendKefuMsg(message));

        assertEquals(45047, third.getError().getErrorCode());
    }
}
