package io.guike.simulator;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** What the platform answers to one request. */
record Answer(int status, String contentType, Buffer body, Map<String, String> headers) {
    private static final String API_JSON = "application/json; encoding=utf-8";

    Answer(int status, String contentType, Buffer body) {
        this(status, contentType, body, Map.of());
    }

    static Answer json(Object body) {
        return new Answer(200, API_JSON, Buffer.buffer(Json.bytes(body)));
    }

    /** The {@code /sns} endpoints label their JSON as plain text. */
    static Answer plainJson(Object body) {
        return new Answer(200, "text/plain", Buffer.buffer(Json.bytes(body)));
    }

    static Answer ok() {
        return json(Json.object().put("errcode", 0).put("errmsg", "ok"));
    }

    static Answer picture(String contentType, byte[] picture) {
        return new Answer(200, contentType, Buffer.buffer(picture));
    }

    static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", Buffer.buffer(text));
    }

    static Answer page(String html, Map<String, String> headers) {
        return new Answer(200, "text/html; charset=utf-8", Buffer.buffer(html), headers);
    }

    static Answer redirect(String location) {
        return new Answer(
                302,
                "text/html; charset=utf-8",
                Buffer.buffer(),
                Map.of("Location", location, "Cache-Control", "no-store"));
    }

    Answer truncated() {
        return new Answer(status, contentType, body.getBuffer(0, body.length() / 2), headers);
    }
}
