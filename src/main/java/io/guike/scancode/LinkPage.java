package io.guike.scancode;

import io.guike.store.StoreView;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a plain link shows: where one is, who helps, and the service account's code to press. */
final class LinkPage {

    static final int PICTURE_SIZE = 480;

    private static final String STYLE = """
            body { margin: 0; min-height: 100vh; display: flex; align-items: center; justify-content: center;
                   background: #f4f5f7; color: #1f2328;
                   font: 16px/1.6 -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
            main { width: 100%; max-width: 22rem; margin: 1rem; padding: 1.75rem 1.25rem; text-align: center;
                   background: #fff; border-radius: 1rem; box-shadow: 0 .25rem 1.5rem rgba(0, 0, 0, .06) }
            h1 { margin: 0 0 .25rem; font-size: 1.35rem }
            p { margin: .25rem 0 } img { display: block; width: 15rem; max-width: 100%; margin: 1rem auto .5rem }
            .soft { color: #6b7280; font-size: .9rem } .who { font-size: 1.05rem } .do { color: #07864b; font-weight: 600 }
            """;

    private LinkPage() {}

    /** For every scene that leads nowhere, whatever the reason. */
    static String neutral() {
        return page("欢迎光临", "<h1>欢迎光临</h1><p>这个链接暂时没有内容。</p><p class=\"soft\">请扫描店内的二维码，或询问店员。</p>");
    }

    /** For an address that asks too often; several shoppers may be behind it. */
    static String busy() {
        return page("请稍候", "<h1>请稍候</h1><p>现在访问的人太多了。</p><p class=\"soft\">请过一分钟再打开，或询问店员。</p>");
    }

    /**
     * @param promoter null where there is no salesperson
     * @param service the service account's code as PNG; null where there is none at present
     */
    static String welcome(StoreView store, @Nullable String promoter, byte @Nullable [] service) {
        String who = promoter == null ? "" : "<p class=\"who\">您的专属导购：" + Html.escape(promoter) + "</p>";
        String what = service == null
                ? "<p>请在店内扫码或询问店员，成为会员享受专属服务。</p>"
                : "<img alt=\"服务号二维码\" src=\"" + picture(service) + "\"><p class=\"do\">长按识别二维码，关注服务号</p>"
                        + "<p>会员积分、优惠券和到店服务，都在服务号里。</p>";
        String name = Html.escape(store.name());
        return page(
                store.name(),
                "<h1>欢迎光临" + name + "</h1>" + who + what + "<p class=\"soft\">" + Html.escape(store.address())
                        + "</p>");
    }

    /** WeChat recognises a pressed code in an image element only. */
    private static String picture(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    private static String page(String title, String main) {
        return """
                <!doctype html>
                <html lang="zh-CN"><head><meta charset="utf-8"><title>%s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex"><style>
                %s</style></head><body><main>%s</main></body></html>
                """.formatted(Html.escape(title), STYLE, main);
    }
}
