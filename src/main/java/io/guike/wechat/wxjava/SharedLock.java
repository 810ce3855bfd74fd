package io.guike.wechat.wxjava;

import io.guike.platform.Ids;
import io.guike.platform.Redis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock WxJava takes around fetching a token: first among the threads of this replica, then among the replicas.
 * Only saves calls: while Redis is away the first half alone is taken, and two replicas may fetch the same stable
 * token.
 */
final class SharedLock implements Lock {

    /** Longer than WxJava's HTTP time-outs together, so that it does not lapse while a token is fetched. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static final String RELEASE =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

    private final Redis redis;
    private final String key;
    private final ReentrantLock here = new ReentrantLock();
    /** Guarded by {@code here}. */
    private @Nullable String owner;

    SharedLock(Redis redis, String key) {
        this.redis = redis;
        this.key = key;
    }

    @Override
    public void lock() {
        here.lock();
        if (!takeThere(LONGEST_WAIT)) {
            // The holder is stuck beyond its lease; a second fetch does no harm.
            owner = null;
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        here.lockInterruptibly();
        takeThere(LONGEST_WAIT);
    }

    @Override
    public boolean tryLock() {
        return here.tryLock() && takeThereOrRelease(Duration.ZERO);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(time);
        return here.tryLock(time, unit) && takeThereOrRelease(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private boolean takeThereOrRelease(Duration wait) {
        boolean taken = takeThere(wait);
        if (!taken) {
            here.unlock();
        }
        return taken;
    }

    private boolean takeThere(Duration wait) {
        if (here.getHoldCount() > 1) {
            return true;
        }
        String mine = Ids.next().toString();
        long end = System.nanoTime() + wait.toNanos();
        try {
            while (!redis.await(redis.putIfAbsent(key, mine, LEASE))) {
                if (end - System.nanoTime() <= 0) {
                    return false;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
            owner = mine;
        } catch (RuntimeException away) {
            owner = null;
        }
        return true;
    }

    @Override
    public void unlock() {
        String mine = owner;
        if (here.getHoldCount() == 1 && mine != null) {
            owner = null;
            try {
                redis.await(redis.evalNumber(RELEASE, List.of(key), mine));
            } catch (RuntimeException away) {
                // The lease ends it.
            }
        }
        here.unlock();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException();
    }
}
