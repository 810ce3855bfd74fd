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
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The door to Redis, a single node or a cluster. Answers come back on the caller's Vert.x context, so that a database
 * call may follow. While Redis is away every call fails within {@link #PATIENCE}, and each caller must then still be
 * right: nothing lives in Redis alone.
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

    private final String url;
    private @Nullable AbstractRedisClient client;
    private @Nullable RedisClusterAsyncCommands<String, String> commands;
    private long retryAfterNanos;

    @Inject
    Redis(@ConfigProperty(name = "guike.redis.url") String url) {
        this.url = url;
    }

    /** Connects before the first request, whose event loop would otherwise wait for it. */
    void connectEarly(@Observes StartupEvent event) {
        try {
            commands();
        } catch (RuntimeException away) {
            LOG.debugf("Redis will be tried again: %s", away);
        }
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

    /**
     * Connects at the first use and, while that fails, at most once a second: the service starts and works without
     * Redis.
     */
    private synchronized RedisClusterAsyncCommands<String, String> commands() {
        if (commands != null) {
            return commands;
        }
        if (retryAfterNanos != 0 && System.nanoTime() - retryAfterNanos < 0) {
            throw new CompletionException("Redis is away", null);
        }
        try {
            commands = connect();
            return commands;
        } catch (RuntimeException e) {
            retryAfterNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            LOG.warnf("Redis is away, going on without it: %s", e.getMessage());
            throw e;
        }
    }

    private RedisClusterAsyncCommands<String, String> connect() {
        List<RedisURI> uris = Arrays.stream(url.split(","))
                .map(String::trim)
                .map(RedisURI::create)
                .toList();
        uris.forEach(uri -> uri.setTimeout(PATIENCE));
        if (uris.size() == 1) {
            RedisClient single = RedisClient.create(resources, uris.get(0));
            client = single;
            single.setOptions(bounded(ClientOptions.builder()).build());
            return single.connect().async();
        }
        RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
        client = cluster;
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        bounded(options);
        cluster.setOptions(options.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enableAllAdaptiveRefreshTriggers()
                        .enablePeriodicRefresh(Duration.ofSeconds(15))
                        .build())
                .build());
        return cluster.connect().async();
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
    synchronized void close() {
        if (client != null) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
