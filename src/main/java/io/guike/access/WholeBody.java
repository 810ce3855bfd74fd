package io.guike.access;

import io.guike.platform.PlatformProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Reads a body before it is known what it is for: a signature is over the bytes that come in. */
final class WholeBody {

    /** Nobody is known yet who could be trusted to go on slowly. */
    private static final long LONGEST_MILLIS = 10_000;

    private final Buffer bytes = Buffer.buffer();
    private final UniEmitter<? super byte[]> emitter;

    private WholeBody(UniEmitter<? super byte[]> emitter) {
        this.emitter = emitter;
    }

    /**
     * The bytes of the request at hand, none where it has no body. They cannot be read a second time.
     *
     * @return fails with {@code request.too-large}; who takes too long loses the connection
     */
    static Uni<byte[]> of(RoutingContext context) {
        return Uni.createFrom().emitter(emitter -> new WholeBody(emitter).read(context));
    }

    /** The request was paused by those who want to read it later. */
    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            emitter.complete(new byte[0]);
            return;
        }
        long timer = context.vertx()
                .setTimer(LONGEST_MILLIS, ignored -> request.connection().close());
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
        if (bytes.length() + piece.length() > BodyBounds.MOST_BYTES) {
            emitter.fail(PlatformProblem.REQUEST_TOO_LARGE.problem());
        } else {
            bytes.appendBuffer(piece);
        }
    }
}
