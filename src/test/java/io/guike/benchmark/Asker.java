package io.guike.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one server of 127.0.0.1, over as many kept-alive connections as it is given. */
final class Asker implements AutoCloseable {

    private static final long MOST_MILLIS = 10_000;
    private static final int MOST_SHOWN = 300;

    private final HttpClient client;

    /** An answer, read to its end. */
    record Answered(int status, String text) {

        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** For what should have been good. */
        IllegalStateException unexpected() {
            return new IllegalStateException(status + " " + text.substring(0, Math.min(MOST_SHOWN, text.length())));
        }
    }

    Asker(Vertx vertx, int port, int connections) {
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port))
                .with(new PoolOptions().setHttp1MaxSize(connections))
                .build();
    }

    Future<Answered> get(String uri, @Nullable String token) {
        return send(request(HttpMethod.GET, uri, token), null);
    }

    Future<Answered> post(String uri, @Nullable String token, String type, Buffer body) {
        return send(request(HttpMethod.POST, uri, token).putHeader("Content-Type", type), body);
    }

    /** A command that happens once for its key. */
    Future<Answered> command(String uri, String token, String key, Buffer body) {
        return send(
                request(HttpMethod.POST, uri, token)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Idempotency-Key", key),
                body);
    }

    /** What a good answer holds. */
    Future<JsonObject> post(String uri, @Nullable String token, JsonObject body) {
        return post(uri, token, "application/json", body.toBuffer()).map(Asker::read);
    }

    static JsonObject read(Answered answered) {
        if (!answered.isGood()) {
            throw answered.unexpected();
        }
        return new JsonObject(answered.text());
    }

    private static RequestOptions request(HttpMethod method, String uri, @Nullable String token) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setURI(uri).setTimeout(MOST_MILLIS);
        return token == null ? options : options.putHeader("Authorization", "Bearer " + token);
    }

    private Future<Answered> send(RequestOptions options, @Nullable Buffer body) {
        return client.request(options)
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(Asker::whole);
    }

    private static Future<Answered> whole(HttpClientResponse answer) {
        return answer.body().map(body -> new Answered(answer.statusCode(), body.toString()));
    }

    @Override
    public void close() throws Exception {
        client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
