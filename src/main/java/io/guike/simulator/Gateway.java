package io.guike.simulator;

import io.guike.simulator.Endpoints.Access;
import io.guike.simulator.Endpoints.Endpoint;
import io.guike.simulator.Endpoints.Method;
import io.guike.simulator.Endpoints.Site;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers the calls of the platform's API: faults first, then access, quota and the endpoint itself. */
final class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);
    /** Their quota is counted once the caller is known, or never. */
    private static final Set<String> UNCOUNTED = Set.of(
            "/cgi-bin/clear_quota",
            "/cgi-bin/clear_quota/v2",
            "/cgi-bin/openapi/quota/get",
            "/cgi-bin/openapi/rid/get");

    private final Vertx vertx;
    private final Endpoints endpoints;
    private final Tokens tokens;
    private final Quotas quotas;
    private final Faults faults;
    private final Stats stats;
    private final Rids rids;

    Gateway(Platform platform) {
        vertx = platform.vertx;
        endpoints = platform.endpoints();
        tokens = platform.tokens;
        quotas = platform.quotas;
        faults = platform.faults;
        stats = platform.stats;
        rids = platform.rids;
    }

    void handle(RoutingContext context, Site site) {
        long start = System.nanoTime();
        HttpServerRequest request = context.request();
        String path = request.path();
        Call call = new Call(request, Bodies.of(context), rids.next());
        String appid = callerOf(call);
        stats.call(appid, path);
        Faults.Fault fault = faults.take(path, appid);
        pause(fault)
                .compose(done -> fault != null && fault.replacesAnswer()
                        ? Future.succeededFuture(faulty(fault, call))
                        : answer(site, path, call))
                .otherwise(failure -> refusal(failure, call, appid, path))
                .onSuccess(answer -> {
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    rids.record(
                            call.rid(),
                            request.absoluteURI(),
                            call.remoteIp(),
                            call.body().toString(),
                            answer.contentType().startsWith("image/")
                                    ? ""
                                    : answer.body().toString(),
                            millis);
                    send(request, answer, fault);
                });
    }

    /** The appid that a call speaks for, as far as it can be seen before any check. */
    private @Nullable String callerOf(Call call) {
        String appid = call.query("appid");
        if (appid != null) {
            return appid;
        }
        String token = call.query("access_token");
        if (token != null) {
            return tokens.ownerOf(token);
        }
        var body = Json.parse(call.body().getBytes());
        return body == null ? null : Json.text(body, "appid");
    }

    private Future<Void> pause(Faults.@Nullable Fault fault) {
        if (fault == null || fault.delayMs == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(fault.delayMs, fired -> promise.complete());
        return promise.future();
    }

    private static Answer faulty(Faults.Fault fault, Call call) {
        if (fault.errcode != null) {
            String text = fault.errmsg == null ? ApiError.textOf(fault.errcode) : fault.errmsg;
            return Answer.json(ApiError.body(fault.errcode, text, call.rid()));
        }
        int status = fault.status == null ? 200 : fault.status;
        return new Answer(status, "text/html", Buffer.buffer("<html><body>" + status + "</body></html>"));
    }

    private Future<Answer> answer(Site site, String path, Call call) {
        Endpoint endpoint = endpoints.find(site, path);
        if (endpoint == null) {
            throw new ApiError(ApiError.INVALID_URL);
        }
        if (endpoint.access() != Access.OPEN) {
            authorize(endpoint, path, call);
        }
        if (endpoint.method() == Method.POST && !call.isPost()) {
            throw new ApiError(ApiError.POST_NEEDED);
        }
        if (endpoint.method() == Method.GET && call.isPost()) {
            throw new ApiError(ApiError.GET_NEEDED);
        }
        return endpoint.handler().apply(call);
    }

    private void authorize(Endpoint endpoint, String path, Call call) {
        Account account = tokens.check(call.query("access_token"));
        call.speaksFor(account);
        boolean granted = switch (endpoint.access()) {
            case CERTIFIED_SERVICE -> account.isService() && account.certified;
            case MINI_PROGRAM -> !account.isService();
            default -> true;
        };
        if (!granted) {
            throw new ApiError(ApiError.NOT_GRANTED);
        }
        if (!UNCOUNTED.contains(path)) {
            quotas.count(account, path);
        }
    }

    private Answer refusal(Throwable failure, Call call, @Nullable String appid, String path) {
        stats.error(appid, path);
        if (failure instanceof ApiError error) {
            return Answer.json(error.body(call.rid()));
        }
        LOG.errorf(failure, "WeChat simulator: %s failed", path);
        return Answer.json(new ApiError(ApiError.SYSTEM_BUSY).body(call.rid()));
    }

    private static void send(HttpServerRequest request, Answer answer, Faults.@Nullable Fault fault) {
        if (fault != null && fault.cut != null) {
            request.connection().close();
            return;
        }
        Answer sent = fault != null && fault.truncate ? answer.truncated() : answer;
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(sent.status()).putHeader("Content-Type", sent.contentType());
        sent.headers().forEach(response::putHeader);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(sent.body().length()))
                    .end();
        } else {
            response.end(sent.body());
        }
    }
}
