package io.guike.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Signs, seals and sends single requests to an application's callbacks. */
final class Callbacks {
    record Answer(int status, String body) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration deadline;
    private final SimulatedClock clock;

    Callbacks(Vertx vertx, Duration deadline, SimulatedClock clock) {
        this.vertx = vertx;
        this.deadline = deadline;
        this.clock = clock;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) deadline.toMillis())
                .setMaxPoolSize(256));
    }

    Push.Sent request(Account account, Push push) {
        String timestamp = Long.toString(clock.seconds() - push.plan.stale().toSeconds());
        String nonce = Integer.toString(100_000_000 + Randoms.below(1_900_000_000));
        Envelope envelope = account.envelope();
        Map<String, @Nullable String> query = new LinkedHashMap<>();
        query.put("signature", tampered(push, envelope.sign(timestamp, nonce)));
        query.put("timestamp", timestamp);
        query.put("nonce", nonce);
        Object sender = push.fields.getOrDefault("FromUserName", push.openid);
        if (sender != null) {
            query.put("openid", sender.toString());
        }
        String body = push.rawBody == null ? PushFormat.write(push.fields, account.format) : push.rawBody;
        if (push.rawBody == null && account.mode != Account.Mode.PLAIN) {
            String owner = push.plan.wrongAppid == null ? account.appid : push.plan.wrongAppid;
            String encrypted = new Envelope(account.token, account.encodingAesKey, owner).encrypt(body);
            query.put("encrypt_type", "aes");
            query.put("msg_signature", tampered(push, envelope.sign(timestamp, nonce, encrypted)));
            body = sealed(account, push, encrypted);
        }
        query.putAll(push.query);
        return new Push.Sent(queryString(query), Buffer.buffer(body));
    }

    private static String sealed(Account account, Push push, String encrypted) {
        Map<String, Object> outer = new LinkedHashMap<>();
        if (account.mode == Account.Mode.COMPATIBLE) {
            outer.putAll(push.fields);
        }
        outer.put("ToUserName", account.originalId);
        outer.put("Encrypt", encrypted);
        return PushFormat.write(outer, account.format);
    }

    /** Another signature of the right shape, where one is wanted. */
    private static String tampered(Push push, String signature) {
        if (!push.plan.wrongSignature) {
            return signature;
        }
        char last = signature.charAt(signature.length() - 1);
        return signature.substring(0, signature.length() - 1) + (last == '0' ? '1' : '0');
    }

    private static String queryString(Map<String, @Nullable String> query) {
        List<String> parameters = new ArrayList<>();
        query.forEach((name, value) -> {
            if (value != null) {
                parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return String.join("&", parameters);
    }

    Future<Answer> post(String url, Push.Sent request, Account.Format format) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("User-Agent", "Mozilla/4.0")
                .add("Accept", "*/*")
                .add("Pragma", "no-cache")
                .add("Content-Type", format == Account.Format.JSON ? "application/json" : "text/xml");
        return exchange(
                HttpMethod.POST, url + (url.contains("?") ? "&" : "?") + request.query(), headers, request.body());
    }

    /** One exchange that is cut at the deadline, whatever it waits for. */
    private Future<Answer> exchange(HttpMethod method, String url, MultiMap headers, Buffer body) {
        Promise<Answer> promise = Promise.promise();
        long timer = vertx.setTimer(
                deadline.toMillis(),
                fired -> promise.tryFail(new TimeoutException("no answer in " + deadline.toMillis() + " ms")));
        client.request(new RequestOptions()
                        .setMethod(method)
                        .setAbsoluteURI(url)
                        .setHeaders(headers))
                .compose(request -> {
                    promise.future().onFailure(cut -> request.reset());
                    return request.send(body);
                })
                .compose(response -> response.body().map(b -> new Answer(response.statusCode(), b.toString())))
                .onSuccess(promise::tryComplete)
                .onFailure(promise::tryFail);
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** What the console does on "save server config": the answer must be the echostr and nothing else. */
    Future<ObjectNode> verify(Account account, String url) {
        String timestamp = Long.toString(clock.seconds());
        String nonce = Integer.toString(100_000_000 + Randoms.below(1_900_000_000));
        String echo = Long.toString(1_000_000_000_000_000_000L + Randoms.below(Integer.MAX_VALUE));
        Map<String, @Nullable String> query = new LinkedHashMap<>();
        query.put("signature", account.envelope().sign(timestamp, nonce));
        query.put("echostr", echo);
        query.put("timestamp", timestamp);
        query.put("nonce", nonce);
        String target = url + (url.contains("?") ? "&" : "?") + queryString(query);
        return exchange(HttpMethod.GET, target, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer())
                .map(answer -> Json.object()
                        .put("url", url)
                        .put("status", answer.status)
                        .put("ok", answer.status == 200 && answer.body.equals(echo))
                        .put("answer", answer.body.substring(0, Math.min(200, answer.body.length()))))
                .otherwise(failure -> Json.object()
                        .put("url", url)
                        .put("ok", false)
                        .put("answer", String.valueOf(failure.getMessage())));
    }
}
