package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A WeChat platform on 127.0.0.1. All its state lives on one event loop thread of its own; these methods may be called
 * from any other thread.
 */
public final class WeChatPlatform implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServer server;
    private final Platform platform;
    private final AtomicBoolean closed = new AtomicBoolean();

    private WeChatPlatform(Vertx vertx, Context loop, HttpServer server, Platform platform) {
        this.vertx = vertx;
        this.loop = loop;
        this.server = server;
        this.platform = platform;
    }

    /** Starts a platform and returns when it listens. Fails when the port is taken. */
    public static WeChatPlatform start(Options options) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            Context loop = vertx.getOrCreateContext();
            Platform platform = on(loop, () -> Future.succeededFuture(Platform.open(vertx, options)));
            HttpServer server = on(loop, () -> Front.listen(platform, options.port()));
            return new WeChatPlatform(vertx, loop, server, platform);
        } catch (RuntimeException e) {
            await(vertx.close());
            throw e;
        }
    }

    public int port() {
        return server.actualPort();
    }

    /** Scheme, address and port, without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** The accounts as the JSON array of the admin API: where the demo accounts' made-up secrets are found. */
    public String accounts() {
        return on(
                loop,
                () -> Future.succeededFuture(new String(Json.bytes(platform.accounts.all()), StandardCharsets.UTF_8)));
    }

    /** Changes the given fields of an account, as {@code PATCH /simulator/accounts/{appid}} does. */
    public void configure(String appid, String fields) {
        JsonNode wanted = Json.parse(fields.getBytes(StandardCharsets.UTF_8));
        if (wanted == null) {
            throw new IllegalArgumentException("fields: a JSON object is needed");
        }
        on(loop, () -> Future.succeededFuture(platform.accounts.change(platform.accounts.require(appid), wanted)));
    }

    /** Stops listening and writes the state a last time. A second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        on(loop, server::close);
        on(loop, () -> {
            platform.journal.close();
            return Future.succeededFuture();
        });
        await(vertx.close());
    }

    private static <T> T on(Context loop, Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(start -> {
            try {
                task.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return await(promise.future());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the simulator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
