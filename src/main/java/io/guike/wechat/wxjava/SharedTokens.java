package io.guike.wechat.wxjava;

import io.guike.platform.Redis;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import me.chanjar.weixin.common.redis.BaseWxRedisOps;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where WxJava keeps access tokens: in Redis, for all replicas, and beside it in memory. While Redis is away each
 * replica fetches for itself, which is right with stable tokens: WeChat answers all of them with the same one.
 */
final class SharedTokens extends BaseWxRedisOps {

    private static final Logger LOG = Logger.getLogger(SharedTokens.class);

    /** How Redis answers TTL for a key that is not there. */
    private static final long MISSING = -2L;

    private final Redis redis;
    private final Map<String, Kept> memory = new ConcurrentHashMap<>();

    private record Kept(String value, long endNanos) {

        boolean isAlive() {
            return endNanos - System.nanoTime() > 0;
        }

        long secondsLeft() {
            return TimeUnit.NANOSECONDS.toSeconds(endNanos - System.nanoTime());
        }
    }

    SharedTokens(Redis redis) {
        this.redis = redis;
    }

    @Override
    public @Nullable String getValue(String key) {
        try {
            return redis.await(redis.get(key));
        } catch (RuntimeException away) {
            Kept kept = alive(key);
            return kept == null ? null : kept.value();
        }
    }

    @Override
    public void setValue(String key, String value, int expire, TimeUnit unit) {
        Duration life = expire <= 0 ? Duration.ofDays(1) : Duration.of(expire, unit.toChronoUnit());
        memory.put(key, new Kept(value, System.nanoTime() + life.toNanos()));
        try {
            redis.await(redis.put(key, value, life));
        } catch (RuntimeException away) {
            LOG.debugf("Kept %s in memory only: %s", key, away);
        }
    }

    @Override
    public Long getExpire(String key) {
        try {
            return redis.await(redis.secondsLeft(key));
        } catch (RuntimeException away) {
            Kept kept = alive(key);
            return kept == null ? MISSING : kept.secondsLeft();
        }
    }

    @Override
    public void expire(String key, int expire, TimeUnit unit) {
        String value = expire <= 0 ? null : getValue(key);
        if (value != null) {
            setValue(key, value, expire, unit);
            return;
        }
        memory.remove(key);
        try {
            redis.await(redis.remove(key));
        } catch (RuntimeException away) {
            LOG.debugf("Dropped %s in memory only: %s", key, away);
        }
    }

    private @Nullable Kept alive(String key) {
        Kept kept = memory.get(key);
        return kept != null && kept.isAlive() ? kept : null;
    }

    @Override
    public Lock getLock(String key) {
        return new SharedLock(redis, key);
    }
}
