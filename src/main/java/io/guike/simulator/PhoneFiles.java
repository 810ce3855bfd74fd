package io.guike.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the phone in the browser: the class path folder {@code simulator/} at {@code /phone/}, and below
 * {@code /phone/card/} the shop's program that the phone runs as a mini-program.
 */
final class PhoneFiles {
    private static final String FOLDER = "/simulator/";
    private static final String PREFIX = "/phone/";
    private static final String PROGRAM = "card/";
    private static final String PROGRAM_FOLDER = "/META-INF/resources/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*(\\.[A-Za-z0-9_-]+)+");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "json", "application/json; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "ico", "image/x-icon",
            "webmanifest", "application/manifest+json");

    /**
     * Scripts and styles of its own only. Pictures and framed pages come from wherever the application's messages
     * say.
     */
    private static final String POLICY = "default-src 'self'; img-src 'self' blob: data: http: https:;"
            + " frame-src http: https:; object-src 'none'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'self'";

    private PhoneFiles() {}

    static void redirect(RoutingContext context) {
        context.response().setStatusCode(302).putHeader("Location", PREFIX).end();
    }

    static void serve(RoutingContext context) {
        String path = context.request().path();
        if (!path.startsWith(PREFIX)) {
            redirect(context);
            return;
        }
        String name = path.equals(PREFIX) ? "index.html" : path.substring(PREFIX.length());
        Buffer file = NAME.matcher(name).matches() ? load(name) : null;
        if (file == null) {
            context.response().setStatusCode(404).end();
            return;
        }
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        context.response()
                .putHeader("Content-Type", TYPES.getOrDefault(extension, "application/octet-stream"))
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(file);
    }

    private static @Nullable Buffer load(String name) {
        String folder = name.startsWith(PROGRAM) ? PROGRAM_FOLDER : FOLDER;
        try (InputStream stream = PhoneFiles.class.getResourceAsStream(folder + name)) {
            return stream == null ? null : Buffer.buffer(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
