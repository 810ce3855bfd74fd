package io.guike.scancode;

import io.guike.platform.Days;
import io.guike.store.StoreView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The codes of a store as cards to cut out, twelve on a sheet of A4. */
final class PrintPage {

    static final int ON_A_SHEET = 12;

    private static final String STYLE = """
            @page { size: A4 portrait; margin: 10mm }
            * { box-sizing: border-box }
            body { margin: 0; color: #000; background: #fff;
                   font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
            .sheet { width: 190mm; margin: 0 auto; break-after: page }
            .sheet:last-child { break-after: auto }
            header { display: flex; justify-content: space-between; align-items: baseline; height: 9mm; font-size: 10pt }
            h1 { margin: 0; font-size: 13pt }
            .cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm }
            .card { height: 63mm; padding: 2mm; border: .2mm dashed #999; border-radius: 2mm; text-align: center;
                    break-inside: avoid; overflow: hidden }
            .qr, .none { display: block; width: 42mm; height: 42mm; margin: 0 auto }
            .none { padding-top: 16mm; font-size: 9pt; color: #666 }
            .name { margin: 0; font-size: 10pt; font-weight: bold; white-space: nowrap; overflow: hidden;
                    text-overflow: ellipsis }
            .store { margin: 0; font-size: 8pt; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
            .code { margin: 0; font: bold 10pt ui-monospace, Consolas, monospace; letter-spacing: .08em }
            .until { margin: 0; font-size: 7pt }
            @media screen { body { background: #eee } .sheet { padding: 5mm; margin: 5mm auto; width: 200mm; background: #fff } }
            """;

    private PrintPage() {}

    /**
     * @param content of the picture; null where there is none yet
     * @param lapsesAt null where the picture lasts
     */
    record Card(
            String name,
            String shortCode,
            CodeKind kind,
            @Nullable String content,
            @Nullable Instant lapsesAt) {}

    static String html(StoreView store, List<Card> cards) {
        int sheets = (cards.size() + ON_A_SHEET - 1) / ON_A_SHEET;
        String body = IntStream.range(0, sheets)
                .mapToObj(i -> sheet(
                        store,
                        cards.subList(i * ON_A_SHEET, Math.min(cards.size(), (i + 1) * ON_A_SHEET)),
                        i + 1,
                        sheets))
                .collect(Collectors.joining());
        return """
                <!doctype html>
                <html lang="zh-CN"><head><meta charset="utf-8"><title>%s 扫码入口</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"><style>
                %s</style></head><body>
                %s</body></html>
                """.formatted(Html.escape(store.name()), STYLE, body);
    }

    private static String sheet(StoreView store, List<Card> cards, int number, int of) {
        return """
                <section class="sheet"><header><h1>%s</h1><span>%s · %d/%d</span></header><div class="cards">
                %s</div></section>
                """.formatted(
                        Html.escape(store.name()),
                        Html.escape(store.code()),
                        number,
                        of,
                        cards.stream().map(card -> card(store, card)).collect(Collectors.joining()));
    }

    private static String card(StoreView store, Card card) {
        String picture =
                card.content() == null ? "<div class=\"none\">二维码生成中</div>" : QrPicture.svgElement(card.content());
        String until =
                card.lapsesAt() == null ? "" : "<p class=\"until\">临时码，有效期至 " + Days.of(card.lapsesAt()) + "</p>";
        return """
                <div class="card">%s<p class="name">%s</p><p class="store">%s · %s</p><p class="code">%s</p>%s</div>
                """.formatted(
                        picture,
                        Html.escape(card.name()),
                        Html.escape(store.name()),
                        card.kind().zh(),
                        Html.escape(card.shortCode()),
                        until);
    }
}
