package io.guike.access;

import io.guike.platform.PlatformProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Reads a body as a whole, counting: one that is signed is checked over the bytes that come in, and HTTP/2 tells no length. */
final class WholeBody {

    private final long most;
    private final Buffer bytes = Buffer.buffer();
    private final UniEmitter<? super byte[]> emitter;

    private WholeBody(long most, UniEmitter<? super byte[]> emitter) {
        this.most = most;
        this.emitter = emitter;
    }

    /**
     * The bytes of the request at hand, none where it has no body. They cannot be read a second time.
     *
     * @param most bytes
     * @param longest how long it may take until the last one is there
     * @return fails with {@code request.too-large}; who takes too long loses the connection
     */
    static Uni<byte[]> of(RoutingContext context, long most, Duration longest) {
        return Uni.createFrom().emitter(emitter -> new WholeBody(most, emitter).read(context, longest));
    }

    /** The request was paused by those who want to read it later. */
    private void read(RoutingContext context, Duration longest) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            emitter.complete(new byte[0]);
            return;
        }
        long timer = context.vertx()
                .setTimer(longest.toMillis(), ignored -> request.connection().close());
        request.handler(this::add)
                .exceptionHandler(broken -> {
                    context.vertx().cancelTimer(timer);
                    emitter.fail(broken);
                })
                .endHandler(end -> {
                    context.vertx().cancelTimer(timer);
                    emitter.complete(bytes.getBytes());
                });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /** HTTP/2 need not say beforehand how much is coming; what is too much is passed over. */
    private void add(Buffer piece) {
        if (bytes.length() + piece.length() > most) {
            emitter.fail(PlatformProblem.REQUEST_TOO_LARGE.problem());
        } else {
            bytes.appendBuffer(piece);
        }
    }
}
