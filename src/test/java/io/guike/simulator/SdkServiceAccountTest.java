package io.guike.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.nio.file.Files;
import java.util.List;
import me.chanjar.weixin.common.api.WxConsts;
import me.chanjar.weixin.common.bean.menu.WxMenu;
import me.chanjar.weixin.common.bean.menu.WxMenuButton;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.api.impl.WxMpServiceImpl;
import me.chanjar.weixin.mp.bean.kefu.WxMpKefuMessage;
import me.chanjar.weixin.mp.bean.result.WxMpQrCodeTicket;
import me.chanjar.weixin.mp.bean.result.WxMpUser;
import me.chanjar.weixin.mp.config.WxMpHostConfig;
import me.chanjar.weixin.mp.config.impl.WxMpDefaultConfigImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The unmodified SDK as a service account. */
class SdkServiceAccountTest {
    private static WeChatPlatform platform;
    private static AdminClient client;
    private Account account;
    private WxMpService sdk;

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
        account = client.newAccount("service");
        sdk = sdk(platform, account, true);
    }

    static WxMpService sdk(WeChatPlatform platform, Account account, boolean stable) {
        WxMpHostConfig hosts = new WxMpHostConfig();
        hosts.setApiHost(platform.baseUrl());
        hosts.setMpHost(platform.baseUrl());
        hosts.setOpenHost(platform.baseUrl());
        WxMpDefaultConfigImpl config = new WxMpDefaultConfigImpl();
        config.setAppId(account.appid);
        config.setSecret(account.secret);
        config.setHostConfig(hosts);
        config.useStableAccessToken(stable);
        WxMpServiceImpl service = new WxMpServiceImpl();
        service.setWxMpConfigStorage(config);
        service.setRetrySleepMillis(1);
        return service;
    }

    private interface SdkCall {
        Object run() throws WxErrorException;
    }

    private static int errorOf(SdkCall call) {
        return assertThrows(WxErrorException.class, call::run).getError().getErrorCode();
    }

    private int calls(String path) {
        return client.get("/stats?appid=" + account.appid)
                .path("calls")
                .path(path)
                .asInt();
    }

    @Test
    void temporaryCodeIsMadeShownAndScanned() throws Exception {
        WxMpQrCodeTicket ticket = sdk.getQrcodeService().qrCodeCreateTmpTicket("store_7Q", 3600);
        File picture = sdk.getQrcodeService().qrCodePicture(ticket);
        byte[] jpeg = Files.readAllBytes(picture.toPath());
        String user = client.newUser();

        JsonNode shown =
                AdminClient.read(client.send("POST", "/simulator/users/" + user + "/scan", "image/jpeg", jpeg));

        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xd8}, new byte[] {jpeg[0], jpeg[1]});
        assertEquals(ticket.getUrl(), Pictures.read(jpeg));
        assertEquals(3600, ticket.getExpireSeconds());
        assertEquals("conversation", shown.path("opens").asText());
        assertEquals(
                "qrscene_store_7Q",
                shown.path("pushes").path(0).path("eventKey").asText());
        assertEquals(
                ticket.getTicket(), shown.path("pushes").path(0).path("ticket").asText());
    }

    @Test
    void permanentCodeOfASceneIsTheSameEachTime() throws Exception {
        WxMpQrCodeTicket ticket = sdk.getQrcodeService().qrCodeCreateLastTicket("till-1");

        assertEquals(
                ticket.getTicket(),
                sdk.getQrcodeService().qrCodeCreateLastTicket("till-1").getTicket());
        assertNotEquals(
                ticket.getTicket(),
                sdk.getQrcodeService().qrCodeCreateLastTicket(1).getTicket());
        assertEquals(
                ticket.getUrl(),
                Pictures.read(Files.readAllBytes(
                        sdk.getQrcodeService().qrCodePicture(ticket).toPath())));
    }

    @Test
    void pictureOfAnUnknownTicketIsAnError() {
        WxMpQrCodeTicket ticket = new WxMpQrCodeTicket();
        ticket.setTicket("gQ==");

        assertThrows(WxErrorException.class, () -> sdk.getQrcodeService().qrCodePicture(ticket));
        assertEquals(
                404, client.send("GET", "/cgi-bin/showqrcode?ticket=gQ", "").statusCode());
    }

    @Test
    void fanIsDescribed() throws Exception {
        String user = client.newUser();
        WxMpQrCodeTicket ticket = sdk.getQrcodeService().qrCodeCreateLastTicket(77);
        client.act(user, "scan", Json.object().put("text", ticket.getUrl()));
        String openid = client.openid(user, account);

        WxMpUser fan = sdk.getUserService().userInfo(openid);

        assertTrue(fan.getSubscribe());
        assertEquals(openid, fan.getOpenId());
        assertEquals(28, fan.getUnionId().length());
        assertEquals("ADD_SCENE_QR_CODE", fan.getSubscribeScene());
        assertEquals("77", fan.getQrScene());
        assertEquals("", fan.getQrSceneStr());
        assertTrue(fan.getSubscribeTime() > 0);
        assertEquals("", fan.getNickname());
    }

    @Test
    void personWhoDoesNotFollowIsDescribedByIdsOnly() throws Exception {
        String openid = client.openid(client.newUser(), account);

        WxMpUser fan = sdk.getUserService().userInfo(openid);

        assertEquals(false, fan.getSubscribe());
        assertNull(fan.getSubscribeTime());
        assertEquals(40003, errorOf(() -> sdk.getUserService().userInfo("o" + "x".repeat(27))));
    }

    @Test
    void fansAreListedAndFetchedInBatches() throws Exception {
        String first = client.newUser();
        String second = client.newUser();
        client.act(first, "follow", account);
        client.act(second, "follow", account);
        List<String> openids = List.of(client.openid(first, account), client.openid(second, account));

        assertEquals(openids, sdk.getUserService().userList().getOpenids());
        assertEquals(2, sdk.getUserService().userInfoList(openids).size());
        client.act(first, "unfollow", account);
        assertEquals(List.of(openids.get(1)), sdk.getUserService().userList().getOpenids());
    }

    @Test
    void customMessageArrives() throws Exception {
        String user = client.newUser();
        client.act(user, "follow", account);

        assertTrue(sdk.getKefuService()
                .sendKefuMessage(WxMpKefuMessage.TEXT()
                        .toUser(client.openid(user, account))
                        .content("欢迎光临")
                        .build()));

        JsonNode message = client.conversation(user, account).path(0);
        assertEquals("欢迎光临", message.path("text").asText());
        assertEquals("custom", message.path("via").asText());
    }

    @Test
    void menuIsMadeReadAndDeleted() throws Exception {
        assertNull(sdk.getMenuService().menuGet());
        WxMenuButton click = new WxMenuButton();
        click.setType(WxConsts.MenuButtonType.CLICK);
        click.setName("我的导购");
        click.setKey("MY_PROMOTER");
        WxMenuButton link = new WxMenuButton();
        link.setType(WxConsts.MenuButtonType.VIEW);
        link.setName("门店");
        link.setUrl("https://example.com/stores");
        WxMenuButton parent = new WxMenuButton();
        parent.setName("更多");
        parent.getSubButtons().add(link);
        WxMenu menu = new WxMenu();
        menu.setButtons(List.of(click, parent));

        sdk.getMenuService().menuCreate(menu);

        var buttons = sdk.getMenuService().menuGet().getMenu().getButtons();
        assertEquals("MY_PROMOTER", buttons.get(0).getKey());
        assertEquals(
                "https://example.com/stores",
                buttons.get(1).getSubButtons().get(0).getUrl());
        assertEquals(1, sdk.getMenuService().getSelfMenuInfo().getIsMenuOpen());
        sdk.getMenuService().menuDelete();
        assertNull(sdk.getMenuService().menuGet());
    }

    @Test
    void invalidatedTokenIsRefreshedOnceAndTheCallSucceeds() throws Exception {
        String openid = client.openid(client.newUser(), account);
        sdk.getUserService().userInfo(openid);
        client.admin(
                "POST", "/accounts/" + account.appid + "/tokens", Json.object().put("action", "invalidate"));

        assertEquals(openid, sdk.getUserService().userInfo(openid).getOpenId());

        assertEquals(2, calls("/cgi-bin/stable_token"));
        assertEquals(3, calls("/cgi-bin/user/info"));
    }

    @Test
    void expiredTokenIsRefreshedToo() throws Exception {
        sdk.getCallbackIP();
        client.admin(
                "POST", "/accounts/" + account.appid + "/tokens", Json.object().put("action", "expire"));

        assertArrayEquals(new String[] {"127.0.0.1"}, sdk.getCallbackIP());

        assertEquals(2, calls("/cgi-bin/stable_token"));
    }

    @Test
    void busyPlatformIsAskedAgain() throws Exception {
        ObjectNode fault = Json.object()
                .put("path", "/cgi-bin/getcallbackip")
                .put("errcode", -1)
                .put("times", 2);
        client.admin("POST", "/faults", fault.put("appid", account.appid));

        assertEquals(1, sdk.getCallbackIP().length);
        assertEquals(3, calls("/cgi-bin/getcallbackip"));
    }

    @Test
    void classicTokensWorkBesideStableOnes() throws Exception {
        WxMpService classic = sdk(platform, account, false);

        assertEquals(1, classic.getCallbackIP().length);
        assertEquals(1, sdk.getCallbackIP().length);
        assertNotEquals(classic.getAccessToken(), sdk.getAccessToken());
    }

    @Test
    void jsTicketIsKeptWhileItLives() throws Exception {
        String ticket = sdk.getJsapiTicket();

        assertEquals(ticket, sdk.getJsapiTicket(true));
    }

    @Test
    void errorsKeepTheirNumbers() {
        client.admin("PATCH", "/accounts/" + account.appid, Json.object().put("certified", false));
        assertEquals(48001, errorOf(() -> sdk.getQrcodeService().qrCodeCreateLastTicket("x")));
        client.admin(
                "PATCH",
                "/accounts/" + account.appid,
                Json.object().put("secret", "0".repeat(32)).put("certified", true));
        client.admin(
                "POST", "/accounts/" + account.appid + "/tokens", Json.object().put("action", "invalidate"));
        assertEquals(40125, errorOf(() -> sdk.getUserService().userInfo("x")));
    }

    @Test
    void callsCanBeCleared() throws Exception {
        client.admin(
                "PUT",
                "/accounts/" + account.appid + "/quotas",
                Json.object().put("path", "/cgi-bin/getcallbackip").put("dailyLimit", 1));
        sdk.getCallbackIP();
        assertEquals(45009, errorOf(sdk::getCallbackIP));

        sdk.clearQuota(account.appid);

        assertEquals(1, sdk.getCallbackIP().length);
    }
}
