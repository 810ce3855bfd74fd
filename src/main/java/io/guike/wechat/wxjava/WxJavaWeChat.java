package io.guike.wechat.wxjava;

import cn.binarywang.wx.miniapp.api.WxMaService;
import cn.binarywang.wx.miniapp.api.impl.WxMaServiceImpl;
import cn.binarywang.wx.miniapp.bean.WxMaJscode2SessionResult;
import cn.binarywang.wx.miniapp.bean.safety.request.WxMaUserSafetyRiskRankRequest;
import cn.binarywang.wx.miniapp.config.impl.WxMaRedisBetterConfigImpl;
import cn.binarywang.wx.miniapp.constant.WxMaApiUrlConstants;
import com.google.gson.JsonObject;
import io.guike.platform.Redis;
import io.guike.wechat.Fan;
import io.guike.wechat.Menu;
import io.guike.wechat.MiniLogin;
import io.guike.wechat.PageSignature;
import io.guike.wechat.QrTicket;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatRefused;
import io.guike.wechat.WebLogin;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import me.chanjar.weixin.common.api.WxConsts;
import me.chanjar.weixin.common.bean.WxJsapiSignature;
import me.chanjar.weixin.common.bean.menu.WxMenu;
import me.chanjar.weixin.common.bean.menu.WxMenuButton;
import me.chanjar.weixin.common.bean.oauth2.WxOAuth2AccessToken;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.common.util.json.GsonParser;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.api.impl.WxMpServiceImpl;
import me.chanjar.weixin.mp.bean.kefu.WxMpKefuMessage;
import me.chanjar.weixin.mp.bean.result.WxMpQrCodeTicket;
import me.chanjar.weixin.mp.bean.result.WxMpUser;
import me.chanjar.weixin.mp.config.WxMpHostConfig;
import me.chanjar.weixin.mp.config.impl.WxMpRedisConfigImpl;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class WxJavaWeChat implements WeChat {

    private static final String KEY_PREFIX = "guike:wx";
    /** The library sleeps on its thread after a -1, at first one second and five times; our callers have back-off. */
    private static final int MOST_RETRIES = 1;

    private static final int RETRY_SLEEP_MILLIS = 200;

    /** How the library calls a broken answer or connection, and how it does in OAuth. */
    private static final Set<Integer> NO_ANSWER_THERE = Set.of(-99, 99999);

    /** WeChat asks for mainland numbers as people write them. */
    private static final String MAINLAND = "+86";

    private final Vertx vertx;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final WxMpService service;
    private final WxMaService mini;
    private final WeChatAccounts accounts;
    private final String publicUrl;

    @Inject
    WxJavaWeChat(
            WeChatAccounts accounts,
            @ConfigProperty(name = "guike.public.url") String publicUrl,
            Redis redis,
            Vertx vertx,
            Clock clock,
            MeterRegistry metrics) {
        this.accounts = accounts;
        this.publicUrl = publicUrl;
        this.vertx = vertx;
        this.clock = clock;
        this.metrics = metrics;
        SharedTokens tokens = new SharedTokens(redis);
        this.service = serviceAccount(accounts, tokens);
        this.mini = miniProgram(accounts, tokens);
    }

    private static WxMpService serviceAccount(WeChatAccounts accounts, SharedTokens tokens) {
        WxMpRedisConfigImpl config = new WxMpRedisConfigImpl(tokens, KEY_PREFIX);
        config.setAppId(accounts.service().appid());
        config.setSecret(accounts.service().secret());
        config.useStableAccessToken(true);
        WxMpHostConfig hosts = new WxMpHostConfig();
        hosts.setApiHost(accounts.hosts().api());
        hosts.setMpHost(accounts.hosts().mp());
        hosts.setOpenHost(accounts.hosts().open());
        config.setHostConfig(hosts);
        WxMpServiceImpl service = new WxMpServiceImpl();
        service.setWxMpConfigStorage(config);
        service.setRetrySleepMillis(RETRY_SLEEP_MILLIS);
        service.setMaxRetryTimes(MOST_RETRIES);
        return service;
    }

    private static WxMaService miniProgram(WeChatAccounts accounts, SharedTokens tokens) {
        WxMaRedisBetterConfigImpl config = new WxMaRedisBetterConfigImpl(tokens, KEY_PREFIX + ":ma");
        config.setAppid(accounts.mini().appid());
        config.setSecret(accounts.mini().secret());
        config.useStableAccessToken(true);
        config.setApiHostUrl(accounts.hosts().api());
        WxMaServiceImpl mini = new WxMaServiceImpl();
        mini.setWxMaConfig(config);
        mini.setRetrySleepMillis(RETRY_SLEEP_MILLIS);
        mini.setMaxRetryTimes(MOST_RETRIES);
        return mini;
    }

    @Override
    public Uni<QrTicket> createTemporaryQr(String scene, Duration life) {
        return call(
                "qrcode.create",
                () -> ticket(
                        service.getQrcodeService().qrCodeCreateTmpTicket(scene, Math.toIntExact(life.toSeconds()))));
    }

    @Override
    public Uni<QrTicket> createPermanentQr(String scene) {
        return call("qrcode.create", () -> ticket(service.getQrcodeService().qrCodeCreateLastTicket(scene)));
    }

    private QrTicket ticket(WxMpQrCodeTicket made) {
        int seconds = made.getExpireSeconds();
        return new QrTicket(
                made.getTicket(), made.getUrl(), seconds > 0 ? clock.instant().plusSeconds(seconds) : null);
    }

    @Override
    public Uni<byte[]> qrPicture(String ticket) {
        return call("showqrcode", () -> {
            WxMpQrCodeTicket asked = new WxMpQrCodeTicket();
            asked.setTicket(ticket);
            File picture = service.getQrcodeService().qrCodePicture(asked);
            try {
                return Files.readAllBytes(picture.toPath());
            } finally {
                Files.delete(picture.toPath());
            }
        });
    }

    @Override
    public Uni<byte[]> miniProgramCode(String scene, String page, int width) {
        return call(
                "getwxacodeunlimit",
                () -> mini.getQrcodeService()
                        .createWxaCodeUnlimitBytes(scene, page, false, "release", width, false, null, false));
    }

    @Override
    public Uni<Fan> fan(String openid) {
        return call("user.info", () -> {
            WxMpUser user = service.getUserService().userInfo(openid);
            return new Fan(openid, blankToNull(user.getUnionId()), Boolean.TRUE.equals(user.getSubscribe()));
        });
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    @Override
    public Uni<Void> sendText(String openid, String text) {
        return call(
                        "custom.send",
                        () -> service.getKefuService()
                                .sendKefuMessage(WxMpKefuMessage.TEXT()
                                        .toUser(openid)
                                        .content(text)
                                        .build()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> publishMenu(Menu menu) {
        WxMenu asked = new WxMenu();
        asked.setButtons(menu.buttons().stream().map(this::button).toList());
        return call("menu.create", () -> {
                    service.getMenuService().menuCreate(asked);
                    return true;
                })
                .replaceWithVoid();
    }

    private WxMenuButton button(Menu.Button from) {
        WxMenuButton button = new WxMenuButton();
        button.setName(from.name());
        if (from.action() == Menu.Action.CLICK) {
            button.setType("click");
            button.setKey(from.target());
        } else if (from.action() == Menu.Action.VIEW) {
            button.setType("view");
            button.setUrl(from.target());
        } else if (from.action() == Menu.Action.MINI_PROGRAM) {
            button.setType("miniprogram");
            button.setAppId(accounts.mini().appid());
            button.setPagePath(from.target());
            // For clients that know no mini-programs.
            button.setUrl(publicUrl);
        }
        List<Menu.Button> below = from.below();
        button.setSubButtons(
                below == null ? List.of() : below.stream().map(this::button).toList());
        return button;
    }

    @Override
    public Uni<MiniLogin> miniLogin(String code) {
        return call("jscode2session", () -> {
            WxMaJscode2SessionResult login = mini.jsCode2SessionInfo(encoded(code));
            return new MiniLogin(login.getOpenid(), blankToNull(login.getUnionid()));
        });
    }

    @Override
    public String oauthAddress(String redirectUrl, boolean withProfile, String state) {
        String scope = withProfile ? WxConsts.OAuth2Scope.SNSAPI_USERINFO : WxConsts.OAuth2Scope.SNSAPI_BASE;
        return service.getOAuth2Service().buildAuthorizationUrl(redirectUrl, scope, state);
    }

    @Override
    public Uni<WebLogin> webLogin(String code) {
        return call("sns.oauth2", () -> {
            WxOAuth2AccessToken login = service.getOAuth2Service().getAccessToken(encoded(code));
            return new WebLogin(
                    login.getOpenId(),
                    blankToNull(login.getUnionId()),
                    Integer.valueOf(1).equals(login.getSnapshotUser()));
        });
    }

    /** The library puts codes into addresses as they are, and ours come from outside. */
    private static String encoded(String code) {
        return URLEncoder.encode(code, StandardCharsets.UTF_8);
    }

    @Override
    public Uni<PageSignature> signPage(String url) {
        return call("ticket.getticket", () -> {
            WxJsapiSignature made = service.createJsapiSignature(url);
            return new PageSignature(made.getAppId(), made.getTimestamp(), made.getNonceStr(), made.getSignature());
        });
    }

    /** Not by the library's own method, which leaves the openid out. */
    @Override
    public Uni<String> phone(String code, String openid) {
        JsonObject asked = new JsonObject();
        asked.addProperty("code", code);
        asked.addProperty("openid", openid);
        return call("getuserphonenumber", () -> {
            String answer = mini.post(WxMaApiUrlConstants.User.GET_PHONE_NUMBER_URL, asked.toString());
            JsonObject phone = GsonParser.parse(answer).getAsJsonObject("phone_info");
            return "+" + phone.get("countryCode").getAsString()
                    + phone.get("purePhoneNumber").getAsString();
        });
    }

    @Override
    public Uni<Integer> riskRank(String openid, @Nullable String phone, String address) {
        WxMaUserSafetyRiskRankRequest.WxMaUserSafetyRiskRankRequestBuilder asked =
                WxMaUserSafetyRiskRankRequest.builder()
                        .appid(mini.getWxMaConfig().getAppid())
                        .openid(openid)
                        .scene(0)
                        .clientIp(address);
        if (phone != null) {
            asked.mobileNo(phone.startsWith(MAINLAND) ? phone.substring(MAINLAND.length()) : phone);
        }
        return call(
                "getuserriskrank",
                () -> mini.getSecurityService().getUserRiskRank(asked.build()).getRiskRank());
    }

    /** On a worker thread and back to the caller's context. */
    private <T> Uni<T> call(String what, Callable<T> call) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(call, false).toCompletionStage())
                .onFailure()
                .transform(WxJavaWeChat::refused)
                .onItemOrFailure()
                .invoke((answer, failure) -> count(what, failure));
    }

    private void count(String what, @Nullable Throwable failure) {
        String result = failure == null ? "ok" : Integer.toString(((WeChatRefused) failure).errcode());
        metrics.counter("guike.wechat.calls", "call", what, "result", result).increment();
    }

    private static WeChatRefused refused(Throwable failure) {
        if (failure instanceof WxErrorException known
                && known.getError() != null
                && known.getError().getErrorCode() != 0) {
            int errcode = known.getError().getErrorCode();
            int code = NO_ANSWER_THERE.contains(errcode) ? WeChatRefused.NO_ANSWER : errcode;
            return new WeChatRefused(code, String.valueOf(known.getError().getErrorMsg()), failure);
        }
        return new WeChatRefused(WeChatRefused.NO_ANSWER, failure.toString(), failure);
    }
}
