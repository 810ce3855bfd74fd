package io.guike.wechat.wxjava;

import cn.binarywang.wx.miniapp.api.WxMaService;
import cn.binarywang.wx.miniapp.api.impl.WxMaServiceImpl;
import cn.binarywang.wx.miniapp.config.impl.WxMaRedisBetterConfigImpl;
import io.guike.platform.Redis;
import io.guike.wechat.Fan;
import io.guike.wechat.Menu;
import io.guike.wechat.QrTicket;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatRefused;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.File;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import me.chanjar.weixin.common.bean.menu.WxMenu;
import me.chanjar.weixin.common.bean.menu.WxMenuButton;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.mp.api.WxMpService;
import me.chanjar.weixin.mp.api.impl.WxMpServiceImpl;
import me.chanjar.weixin.mp.bean.kefu.WxMpKefuMessage;
import me.chanjar.weixin.mp.bean.result.WxMpQrCodeTicket;
import me.chanjar.weixin.mp.bean.result.WxMpUser;
import me.chanjar.weixin.mp.config.WxMpHostConfig;
import me.chanjar.weixin.mp.config.impl.WxMpRedisConfigImpl;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class WxJavaWeChat implements WeChat {

    private static final String KEY_PREFIX = "guike:wx";
    /** The library sleeps on its thread after a -1, at first one second and five times; our callers have back-off. */
    private static final int MOST_RETRIES = 1;

    private static final int RETRY_SLEEP_MILLIS = 200;

    private final Vertx vertx;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final WxMpService service;
    private final WxMaService mini;

    @Inject
    WxJavaWeChat(WeChatAccounts accounts, Redis redis, Vertx vertx, Clock clock, MeterRegistry metrics) {
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
        asked.setButtons(menu.buttons().stream().map(WxJavaWeChat::button).toList());
        return call("menu.create", () -> {
                    service.getMenuService().menuCreate(asked);
                    return true;
                })
                .replaceWithVoid();
    }

    private static WxMenuButton button(Menu.Button from) {
        WxMenuButton button = new WxMenuButton();
        button.setName(from.name());
        if (from.action() == Menu.Action.CLICK) {
            button.setType("click");
            button.setKey(from.target());
        } else if (from.action() == Menu.Action.VIEW) {
            button.setType("view");
            button.setUrl(from.target());
        }
        List<Menu.Button> below = from.below();
        button.setSubButtons(
                below == null
                        ? List.of()
                        : below.stream().map(WxJavaWeChat::button).toList());
        return button;
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
            // The library's own code for a broken answer or connection.
            int code = known.getError().getErrorCode() == -99
                    ? WeChatRefused.NO_ANSWER
                    : known.getError().getErrorCode();
            return new WeChatRefused(code, String.valueOf(known.getError().getErrorMsg()), failure);
        }
        return new WeChatRefused(WeChatRefused.NO_ANSWER, failure.toString(), failure);
    }
}
