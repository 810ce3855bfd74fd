package io.guike.scancode;

import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The language of greetings (欢迎语). {@code {store}}, {@code {promoter}} and {@code {code}} stand for the store, the
 * salesperson and the name of the code. A passage in square brackets that names the salesperson is left out where there
 * is none; brackets without that, as in WeChat's {@code [微笑]}, are ordinary text.
 */
final class Greeting {

    /** What {@code {promoter}} outside of brackets reads where there is no salesperson. */
    static final String NOBODY = "门店导购";

    /** WeChat takes no longer text in an answer. */
    static final int MOST_BYTES = 2048;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(store|promoter|code)}");
    private static final Pattern PASSAGE = Pattern.compile("\\[([^\\[\\]]*\\{promoter}[^\\[\\]]*)]");
    private static final Pattern BRACE = Pattern.compile("\\{[^{}]*}?|}");

    private Greeting() {}

    static String render(String template, String store, @Nullable String promoter, String code) {
        String passages =
                PASSAGE.matcher(template).replaceAll(passage -> quote(promoter == null ? "" : passage.group(1)));
        String text = PLACEHOLDER.matcher(passages).replaceAll(place -> quote(value(place, store, promoter, code)));
        return cut(text.strip());
    }

    private static String value(MatchResult placeholder, String store, @Nullable String promoter, String code) {
        return switch (placeholder.group(1)) {
            case "store" -> store;
            case "promoter" -> promoter == null ? NOBODY : promoter;
            default -> code;
        };
    }

    private static String quote(String text) {
        return Matcher.quoteReplacement(text);
    }

    private static String cut(String text) {
        StringBuilder kept = new StringBuilder(text);
        while (kept.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            kept.setLength(kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept.toString();
    }

    /** @throws io.guike.platform.Problem {@code scancode.greeting-invalid} for a placeholder that means nothing */
    static void mustBeSound(String template) {
        Matcher stray = BRACE.matcher(PLACEHOLDER.matcher(template).replaceAll(""));
        if (stray.find()) {
            throw ScanCodeProblem.GREETING_INVALID.because(stray.group());
        }
    }
}
