package io.guike.platform;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The door while Redis is away: callers neither wait nor connect. */
@QuarkusTest
class RedisTest {

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "guike.redis.url")
    String url;

    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void aCallNeverConnects() throws Exception {
        ServerSocket silent = serverSocket(0);
        Redis redis = door("redis://127.0.0.1:" + silent.getLocalPort());
        for (int i = 0; i < 20; i++) {
            assertEquals("Redis is away", failureOnTheEventLoop(redis));
        }
        silent.setSoTimeout(100);
        assertThrows(SocketTimeoutException.class, silent::accept, "nobody has called so far");

        redis.begin();
        silent.setSoTimeout(10_000);
        try (Socket called = silent.accept()) {
            assertTrue(called.isConnected());
            assertEquals("Redis is away", failureOnTheEventLoop(redis), "while the connection is being made");
        }
    }

    @Test
    void aRedisThatComesLaterIsFound() throws Exception {
        ServerSocket place = serverSocket(0);
        int port = place.getLocalPort();
        place.close();
        URI real = URI.create(url);
        Redis redis = door("redis://" + real.getUserInfo() + "@127.0.0.1:" + port);
        redis.begin();
        redis.awaitFirstTry(null);
        assertEquals("Redis is away", failureOnTheEventLoop(redis));

        forward(serverSocket(port), real.getPort());
        Awaitility.await()
                .atMost(20, SECONDS)
                .until(() -> redis.ping()
                        .replaceWith(true)
                        .onFailure()
                        .recoverWithItem(false)
                        .await()
                        .indefinitely());
        redis.put("guike:test:later", "here", Duration.ofMinutes(1)).await().indefinitely();
        assertEquals("here", redis.get("guike:test:later").await().indefinitely());
    }

    @Test
    void answersComeBackOnTheCallersContext() throws Exception {
        Redis redis = door(url);
        redis.begin();
        redis.awaitFirstTry(null);
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> answered = new CompletableFuture<>();
        context.runOnContext(ignored -> redis.ping()
                .subscribe()
                .with(pong -> answered.complete(Vertx.currentContext()), answered::completeExceptionally));
        assertEquals(context, answered.get(10, SECONDS));
    }

    /** The failure is the very next thing that the caller's event loop hears of: nobody waits for anything. */
    private String failureOnTheEventLoop(Redis redis) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> {
            CompletableFuture<String> answer = redis.get("guike:test").subscribeAsCompletionStage();
            context.runOnContext(next ->
                    heard.complete(answer.handle((value, failed) -> failed == null ? "answered" : failed.getMessage())
                            .getNow("waits")));
        });
        return heard.get(10, SECONDS);
    }

    private Redis door(String to) {
        Redis redis = new Redis(to);
        opened.add(redis::close);
        return redis;
    }

    private ServerSocket serverSocket(int port) throws IOException {
        ServerSocket socket = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        opened.add(0, socket);
        return socket;
    }

    /** Until the listening socket is closed. */
    private void forward(ServerSocket from, int to) {
        daemon(() -> {
            while (true) {
                Socket caller = from.accept();
                Socket real = new Socket("127.0.0.1", to);
                opened.add(0, caller);
                opened.add(0, real);
                daemon(() -> copy(caller.getInputStream(), real.getOutputStream()));
                daemon(() -> copy(real.getInputStream(), caller.getOutputStream()));
            }
        });
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[4096];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    /** Work that ends when its sockets are closed. */
    private interface UntilClosed {
        void run() throws IOException;
    }

    private static void daemon(UntilClosed work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The end of the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
