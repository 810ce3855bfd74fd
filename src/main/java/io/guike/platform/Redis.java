package io.guike.platform;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The door to Redis, a single node or a cluster. Answers come back on the caller's Vert.x context, so that a database
 * call may follow. While Redis is away every call fails within {@link #PATIENCE}, and each caller must then still be
 * right: nothing lives in Redis alone. Connecting waits for the network, so a thread of its own does it and no caller
 * ever does: a call before there is a connection fails at once.
 */
@Singleton
public class Redis {

    /** How long one command may take, reconnecting included. */
    public static final Duration PATIENCE = Duration.ofMillis(800);

    private static final Logger LOG = Logger.getLogger(Redis.class);

    /** A Redis that comes back is used within two seconds, not after the library's half minute. */
    private final ClientResources resources = ClientResources.builder()
            .reconnectDelay(Delay.exponential(Duration.ZERO, Duration.ofSeconds(2), 2, TimeUnit.MILLISECONDS))
            .build();

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AbstractRedisClient client;
    private final Thread connecting = new Thread(this::connectAtLast, "guike-redis");
    private final CountDownLatch firstTry = new CountDownLatch(1);
    private volatile @Nullable RedisClusterAsyncCommands<String, String> commands;
    private volatile boolean closed;

    @Inject
    Redis(@ConfigProperty(name = "guike.redis.url") String url) {
        client = client(url);
    }

    @PostConstruct
    void begin() {
        connecting.setDaemon(true);
        connecting.start();
    }

    /** So that the first request finds Redis where it is there; the service starts without it all the same. */
    void awaitFirstTry(@Observes StartupEvent event) throws InterruptedException {
        if (!firstTry.await(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS)) {
            LOG.debug("Redis is still being looked for");
        }
    }

    /** Until it is there for the first time; from then on the library connects again by itself. */
    private void connectAtLast() {
        boolean told = false;
        while (commands == null && !closed) {
            try {
                commands = connect();
            } catch (RuntimeException e) {
                LOG.logf(told ? Logger.Level.DEBUG : Logger.Level.WARN, "Redis is away: %s", e.getMessage());
                told = true;
                firstTry.countDown();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        firstTry.countDown();
    }

    public Uni<@Nullable String> get(String key) {
        return call(redis -> redis.get(key));
    }

    public Uni<Void> put(String key, String value, Duration life) {
        return call(redis -> redis.psetex(key, life.toMillis(), value)).replaceWithVoid();
    }

    /** @return whether the key was free */
    public Uni<Boolean> putIfAbsent(String key, String value, Duration life) {
        return call(redis -> redis.set(key, value, SetArgs.Builder.nx().px(life)))
                .map("OK"::equals);
    }

    /** As Redis says: -2 where the key is missing, -1 where it stays for ever. */
    public Uni<Long> secondsLeft(String key) {
        return call(redis -> redis.ttl(key));
    }

    public Uni<Void> remove(String key) {
        return call(redis -> redis.del(key)).replaceWithVoid();
    }

    /** @param keys in a cluster all of them need the same {@code {hash tag}} */
    public Uni<Long> evalNumber(String script, List<String> keys, String... args) {
        return call(redis -> redis.eval(script, ScriptOutputType.INTEGER, keys.toArray(String[]::new), args));
    }

    public Uni<Void> ping() {
        return call(RedisClusterAsyncCommands::ping).replaceWithVoid();
    }

    /**
     * Waits for one of the calls above. For worker threads only: WxJava's token store is blocking.
     *
     * @throws RuntimeException while Redis is away
     */
    public <T extends @Nullable Object> T await(Uni<T> call) {
        return call.await().atMost(PATIENCE.multipliedBy(2));
    }

    private <T extends @Nullable Object> Uni<T> call(
            Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            Uni<T> answer = Uni.createFrom().completionStage(() -> command.apply(commands()));
            return context == null ? answer : answer.emitOn(task -> context.runOnContext(ignored -> task.run()));
        });
    }

    private RedisClusterAsyncCommands<String, String> commands() {
        RedisClusterAsyncCommands<String, String> connected = commands;
        if (connected == null) {
            throw new CompletionException("Redis is away", null);
        }
        return connected;
    }

    private RedisClusterAsyncCommands<String, String> connect() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connect().async()
                : ((RedisClient) client).connect().async();
    }

    private AbstractRedisClient client(String url) {
        List<RedisURI> uris = Arrays.stream(url.split(","))
                .map(String::trim)
                .map(RedisURI::create)
                .toList();
        uris.forEach(uri -> uri.setTimeout(PATIENCE));
        if (uris.size() == 1) {
            RedisClient single = RedisClient.create(resources, uris.get(0));
            single.setOptions(bounded(ClientOptions.builder()).build());
            return single;
        }
        RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        bounded(options);
        cluster.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .enablePeriodicRefresh(Duration.ofSeconds(15))
                        .build())
                .build());
        return cluster;
    }

    private static ClientOptions.Builder bounded(ClientOptions.Builder options) {
        return options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(PATIENCE)
                        .keepAlive(true)
                        .build());
    }

    @PreDestroy
    void close() {
        closed = true;
        LockSupport.unpark(connecting);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
