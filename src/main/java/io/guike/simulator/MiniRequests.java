package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code wx.request} of a mini-program on the phone. A mini-program is no web page: no origins, no cookies, no
 * redirects followed. It reaches the application that its account's pushes go to, on this machine and below
 * {@code /api/} only, where a shop would enter its own host as a request domain (request 合法域名).
 */
final class MiniRequests {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int MAX_ANSWER = 4 << 20;
    private static final int MAX_HEADERS = 32;
    private static final int MAX_HEADER_VALUE = 8 << 10;

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE");

    /** No segment of dots and nothing escaped before the query, so that the path means the same to everybody. */
    private static final Pattern PATH = Pattern.compile("/api(?:/(?!\\.{1,2}(?:[/?]|$))[A-Za-z0-9._~!$&'()*+,;=:@-]+)+"
            + "(?:\\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?");

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\x{80}-\\x{10ffff}]*");

    /** What the phone itself writes, or what is said between two hosts only. */
    private static final Set<String> NOT_THEIRS = Set.of(
            "connection",
            "content-length",
            "cookie",
            "forwarded",
            "host",
            "keep-alive",
            "origin",
            "referer",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto");

    private final Vertx vertx;
    private final Duration patience;
    private final HttpClient client;

    MiniRequests(Vertx vertx) {
        this(vertx, PATIENCE);
    }

    MiniRequests(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(5_000)
                .setMaxPoolSize(16)
                .setMaxHeaderSize(32 << 10));
    }

    /** Answers {@code {"statusCode","header","data"}}; fails with the words that {@code wx.request} fails with. */
    Future<ObjectNode> send(Account miniProgram, JsonNode asked) {
        HttpMethod method = method(asked);
        JsonNode data = asked.path("data");
        boolean inQuery = method.equals(HttpMethod.GET);
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(origin(miniProgram) + path(asked, inQuery ? data : null))
                .setHeaders(headers(miniProgram, asked.path("header")));
        Buffer body = inQuery ? Buffer.buffer() : body(data);
        return exchange(request, body).recover(MiniRequests::failed);
    }

    private static HttpMethod method(JsonNode asked) {
        String method = Json.text(asked, "method", "GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw AdminError.invalid(
                    "method: one of " + METHODS.stream().sorted().toList());
        }
        return HttpMethod.valueOf(method);
    }

    private static String origin(Account account) {
        if (account.callbacks.isEmpty()) {
            throw new AdminError(409, "no application stands behind " + account.appid + ": it has no callback address");
        }
        URI callback = URI.create(account.callbacks.get(0));
        if (callback.getHost() == null || Endpoints.Site.of(callback.getHost()) != Endpoints.Site.LOOPBACK) {
            throw new AdminError(409, "the application is not on this machine: " + callback);
        }
        int port = callback.getPort();
        return callback.getScheme() + "://" + callback.getHost() + (port < 0 ? "" : ":" + port);
    }

    private static String path(JsonNode asked, @Nullable JsonNode parameters) {
        String path = Admin.required(asked, "path");
        if (path.length() > MAX_HEADER_VALUE || !PATH.matcher(path).matches()) {
            throw AdminError.invalid("path: one below /api/");
        }
        if (parameters == null || parameters.isEmpty()) {
            return path;
        }
        List<String> written = new ArrayList<>();
        parameters
                .properties()
                .forEach(field -> written.add(
                        encoded(field.getKey()) + "=" + encoded(field.getValue().asText())));
        return path + (path.contains("?") ? "&" : "?") + String.join("&", written);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The referer names the mini-program, as background knowledge has it. */
    private static MultiMap headers(Account miniProgram, JsonNode asked) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Type", "application/json")
                .add("Referer", "https://servicewechat.com/" + miniProgram.appid + "/0/page-frame.html")
                .add("User-Agent", "MicroMessenger (simulated)");
        if (asked.size() > MAX_HEADERS) {
            throw AdminError.invalid("header: at most " + MAX_HEADERS);
        }
        asked.properties().forEach(header -> {
            String name = header.getKey();
            String value = header.getValue().asText();
            if (!HEADER.matcher(name).matches() || NOT_THEIRS.contains(name.toLowerCase(Locale.ROOT))) {
                throw AdminError.invalid("header: not to be set: " + name);
            }
            if (value.length() > MAX_HEADER_VALUE
                    || !HEADER_VALUE.matcher(value).matches()) {
                throw AdminError.invalid("header: no value of " + name);
            }
            headers.set(name, value);
        });
        return headers;
    }

    private static Buffer body(JsonNode data) {
        if (data.isMissingNode() || data.isNull()) {
            return Buffer.buffer();
        }
        return data.isTextual() ? Buffer.buffer(data.asText()) : Buffer.buffer(Json.bytes(data));
    }

    /** One exchange that is cut at the deadline, whatever it waits for. */
    private Future<ObjectNode> exchange(RequestOptions options, Buffer body) {
        Promise<ObjectNode> promise = Promise.promise();
        long timer = vertx.setTimer(
                patience.toMillis(), fired -> promise.tryFail(new TimeoutException("no answer in time")));
        client.request(options)
                .compose(request -> {
                    promise.future().onFailure(cut -> request.reset());
                    return body.length() == 0 ? request.send() : request.send(body);
                })
                .compose(MiniRequests::read)
                .onSuccess(promise::tryComplete)
                .onFailure(promise::tryFail);
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static Future<ObjectNode> read(HttpClientResponse response) {
        Promise<ObjectNode> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_ANSWER) {
                promise.tryFail(new AdminError(502, "request:fail more than " + MAX_ANSWER + " bytes"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(end -> promise.tryComplete(answer(response, body)));
        return promise.future();
    }

    private static ObjectNode answer(HttpClientResponse response, Buffer body) {
        ObjectNode answer = Json.object().put("statusCode", response.statusCode());
        ObjectNode header = answer.putObject("header");
        response.headers()
                .names()
                .forEach(name ->
                        header.put(name, String.join(",", response.headers().getAll(name))));
        JsonNode json = body.length() == 0 ? null : Json.parse(body.getBytes());
        return json == null ? answer.put("data", body.toString()) : answer.set("data", json);
    }

    private static Future<ObjectNode> failed(Throwable failure) {
        if (failure instanceof AdminError) {
            return Future.failedFuture(failure);
        }
        return Future.failedFuture(
                failure instanceof TimeoutException
                        ? new AdminError(504, "request:fail timeout")
                        : new AdminError(502, "request:fail " + failure.getMessage()));
    }
}
