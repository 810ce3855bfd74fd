package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Unlimited mini-program codes. The real picture is a sun-shaped code that only WeChat reads; here it is a QR code whose
 * text carries everything, so codes are unlimited in number and nothing has to be remembered.
 */
final class MiniCodes {
    private static final String PREFIX = "https://mp.weixin.qq.com/a/~~";
    private static final Pattern SCENE = Pattern.compile("[0-9A-Za-z!#$&'()*+,/:;=?@\\-._~]+");
    private static final Pattern ENV = Pattern.compile("release|trial|develop");
    private static final int MAX_SCENE = 32;
    private static final int DEFAULT_WIDTH = 430;
    private static final int MIN_WIDTH = 280;
    private static final int MAX_WIDTH = 1280;

    /** What a scan of the code opens. */
    record Target(String appid, String page, String scene, String envVersion) {}

    /** A checked request: what to draw. */
    record Drawing(String text, int width, int rgb, boolean transparent) {}

    private MiniCodes() {}

    static Drawing read(Account account, JsonNode request) {
        String scene = scene(request);
        String env = Json.text(request, "env_version", "release");
        if (!ENV.matcher(env).matches()) {
            throw new ApiError(ApiError.INVALID_ARGUMENT, "invalid args, env_version");
        }
        int width = request.path("width").asInt(DEFAULT_WIDTH);
        int rgb = request.path("auto_color").asBoolean(false) ? 0 : rgb(request.path("line_color"));
        return new Drawing(
                text(new Target(account.appid, page(account, request), scene, env)),
                Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)),
                rgb,
                request.path("is_hyaline").asBoolean(false));
    }

    private static String scene(JsonNode request) {
        String scene = Json.text(request, "scene", "");
        if (scene.length() > MAX_SCENE) {
            throw new ApiError(ApiError.SCENE_TOO_LONG);
        }
        if (!SCENE.matcher(scene).matches()) {
            throw new ApiError(ApiError.INVALID_SCENE);
        }
        return scene;
    }

    private static String page(Account account, JsonNode request) {
        String page = Json.text(request, "page", "");
        if (page.contains("scancode_time")) {
            throw new ApiError(ApiError.RESERVED_PAGE_PARAMETER);
        }
        if (page.startsWith("/") || page.contains("?")) {
            throw new ApiError(ApiError.PAGE_NOT_PUBLISHED);
        }
        boolean check = request.path("check_path").asBoolean(true);
        if (check && !page.isEmpty() && !account.pages.isEmpty() && !account.pages.contains(page)) {
            throw new ApiError(ApiError.PAGE_NOT_PUBLISHED);
        }
        return page;
    }

    private static int rgb(JsonNode color) {
        return channel(color, "r") << 16 | channel(color, "g") << 8 | channel(color, "b");
    }

    private static int channel(JsonNode color, String name) {
        int value = color.path(name).asInt(0);
        if (value < 0 || value > 255) {
            throw new ApiError(ApiError.INVALID_ARGUMENT, "invalid args, line_color");
        }
        return value;
    }

    static String text(Target target) {
        String joined = String.join("\n", target.appid, target.page, target.scene, target.envVersion);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }

    /** What the code opens, or null for a text that is no mini-program code. */
    static @Nullable Target target(String text) {
        if (!text.startsWith(PREFIX)) {
            return null;
        }
        try {
            byte[] joined = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            String[] parts = new String(joined, StandardCharsets.UTF_8).split("\n", -1);
            return parts.length == 4 ? new Target(parts[0], parts[1], parts[2], parts[3]) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
