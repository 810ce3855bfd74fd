package io.guike.access;

import io.guike.platform.Database;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem;
import io.guike.platform.Redis;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Counts tries within a fixed window, in Redis; while Redis is away in PostgreSQL, more slowly and just as strictly.
 * The windows of both are counted apart, so a switch between them grants at most one window more.
 */
@ApplicationScoped
public class RateLimits {

    private static final Logger LOG = Logger.getLogger(RateLimits.class);

    private static final String COUNT = """
            local n = redis.call('incr', KEYS[1])
            if n == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
            return n""";

    @Inject
    Redis redis;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    /**
     * @param name of the rule; becomes a metric's label
     * @param most tries of one subject within the window
     */
    public record Limit(String name, int most, Duration window) {}

    /**
     * Counts one try.
     *
     * @param subject who tries, e.g. a staff name or an address
     * @return nothing within the limit; fails with {@code request.too-many} beyond it
     */
    public Uni<Void> count(Limit limit, String subject) {
        return countInRedis(limit, subject)
                .onFailure(failure -> !(failure instanceof Problem))
                .recoverWithUni(failure -> {
                    LOG.debugf("Counting %s in PostgreSQL: %s", limit.name(), failure.toString());
                    return countInDatabase(limit, subject);
                })
                .invoke(tries -> mustKeep(limit, tries))
                .replaceWithVoid();
    }

    /**
     * As {@link #count}, for what everybody may look at. While Redis is away nobody is counted and everybody passes: a
     * shopper must not stand before a closed door for it, and a table that grows with every look would be a better
     * target than what it guards.
     */
    public Uni<Void> countOrPass(Limit limit, String subject) {
        return countInRedis(limit, subject)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("Nobody is counted for %s: %s", limit.name(), failure.toString());
                    return 0L;
                })
                .invoke(tries -> mustKeep(limit, tries))
                .replaceWithVoid();
    }

    private void mustKeep(Limit limit, long tries) {
        if (tries > limit.most()) {
            metrics.counter("guike.rate.limited", "rule", limit.name()).increment();
            throw PlatformProblem.TOO_MANY.problem();
        }
    }

    /**
     * Counts nothing: for rules that count failures alone, before something is tried.
     *
     * @return nothing while a try is left; else fails with {@code request.too-many}
     */
    public Uni<Void> mustHaveLeft(Limit limit, String subject) {
        return redis.get(key(limit, subject))
                .map(tries -> tries == null ? 0L : Long.parseLong(tries))
                .onFailure()
                .recoverWithUni(failure -> countedInDatabase(limit, subject))
                .invoke(tries -> mustKeep(limit, tries + 1))
                .replaceWithVoid();
    }

    private Uni<Long> countedInDatabase(Limit limit, String subject) {
        return database.sql(
                        "select tries from rate_window where rule = :rule and subject = :subject and number = :number")
                .with("rule", limit.name())
                .with("subject", subject)
                .with("number", window(limit))
                .first(row -> row.number(0))
                .map(tries -> tries == null ? 0L : tries);
    }

    /** Forgets the tries, e.g. after a sign-in that succeeded. */
    public Uni<Void> forgive(Limit limit, String subject) {
        return redis.remove(key(limit, subject))
                .onFailure()
                .recoverWithNull()
                .chain(() -> database.sql("delete from rate_window where rule = :rule and subject = :subject")
                        .with("rule", limit.name())
                        .with("subject", subject)
                        .run())
                .replaceWithVoid();
    }

    private Uni<Long> countInRedis(Limit limit, String subject) {
        return redis.evalNumber(
                COUNT,
                List.of(key(limit, subject)),
                Long.toString(limit.window().toMillis()));
    }

    private String key(Limit limit, String subject) {
        return "guike:rate:" + limit.name() + ":" + window(limit) + ":" + subject;
    }

    /** Windows follow the service's clock, so both stores and all replicas agree on where one begins. */
    private long window(Limit limit) {
        return clock.millis() / limit.window().toMillis();
    }

    private Uni<Long> countInDatabase(Limit limit, String subject) {
        return database.sql("""
                        insert into rate_window (rule, subject, number, tries, ends_at)
                        values (:rule, :subject, :number, 1, :ends)
                        on conflict (rule, subject, number) do update set tries = rate_window.tries + 1
                        returning tries""")
                .with("rule", limit.name())
                .with("subject", subject)
                .with("number", window(limit))
                .with("ends", clock.instant().plus(limit.window()))
                .one(row -> row.number(0));
    }

    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.sql("""
                        delete from rate_window where (rule, subject, number) in (
                          select rule, subject, number from rate_window where ends_at < :now limit 5000)""").with("now", clock.instant()).run().replaceWithVoid();
    }
}
