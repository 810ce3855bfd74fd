package io.guike.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Brings announced events to their listeners. Runs in every replica: a delivery is claimed by a lease that names the
 * claim, so a replica that stalls or dies loses the delivery to another one, and can no longer mark it.
 */
@ApplicationScoped
class OutboxDispatcher {

    private static final Logger LOG = Logger.getLogger(OutboxDispatcher.class);

    private static final Duration TICK = Duration.ofMillis(200);
    private static final int BATCH = 50;
    private static final int SIDE_BY_SIDE = 8;
    /** Longer than the slowest listener: WeChat calls are cut after 10 seconds. */
    private static final Duration LEASE = Duration.ofSeconds(60);
    /** With the back-off below, about nine hours. */
    static final int MOST_ATTEMPTS = 16;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration DONE_KEPT = Duration.ofDays(14);

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    private final AtomicLong depth = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean stopping;

    private record Delivery(UUID event, String listener, String payload, int attempts, UUID lease) {}

    @PostConstruct
    void register() {
        Gauge.builder("guike.outbox.depth", depth, AtomicLong::get)
                .description("deliveries that wait")
                .register(metrics);
        Gauge.builder("guike.outbox.age.seconds", oldestSeconds, AtomicLong::get)
                .description("age of the oldest delivery that is due")
                .register(metrics);
        Gauge.builder("guike.outbox.dead", dead, AtomicLong::get)
                .description("deliveries given up after " + MOST_ATTEMPTS + " attempts")
                .register(metrics);
    }

    /** Quarkus' scheduler does not tick faster than once a second. */
    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(TICK.toMillis(), ignored -> tick());
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void tick() {
        if (!stopping && busy.compareAndSet(false, true)) {
            database.apart(this::drain)
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("The outbox waits: %s", failure.toString()));
        }
    }

    /** Goes on while there is a full batch to take. */
    private Uni<Void> drain() {
        return claim().chain(batch -> handAll(batch)
                .chain(() -> batch.size() == BATCH && !stopping
                        ? drain()
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Void> handAll(List<Delivery> batch) {
        return Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUni(delivery -> database.apart(() -> hand(delivery)))
                .merge(SIDE_BY_SIDE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Leaves alone what only a newer version knows, so that replicas of two versions can run side by side. */
    private Uni<List<Delivery>> claim() {
        Instant now = clock.instant();
        UUID lease = Ids.next();
        return database.sql("""
                        with due as (
                          select event_id, listener from outbox_delivery
                          where state = 'PENDING' and due_at <= :now
                            and listener = any(string_to_array(:known, ','))
                          order by due_at limit :batch
                          for update skip locked)
                        update outbox_delivery d
                        set lease = :lease, due_at = :until, attempts = attempts + 1
                        from due, outbox_event e
                        where d.event_id = due.event_id and d.listener = due.listener and e.id = d.event_id
                        returning d.event_id, d.listener, e.payload, d.attempts""")
                .with("now", now)
                .with("known", outbox.names())
                .with("batch", BATCH)
                .with("lease", lease)
                .with("until", now.plus(LEASE))
                .list(row -> new Delivery(row.uuid(0), row.text(1), row.text(2), row.integer(3), lease));
    }

    private Uni<Void> hand(Delivery delivery) {
        OutboxListener<?> listener = outbox.listener(delivery.listener());
        Uni<Void> handed = listener.external()
                ? outbox.hand(listener, delivery.payload())
                        .chain(() -> done(delivery).replaceWithVoid())
                : database.tx(session -> done(delivery)
                        .chain(mine -> mine
                                ? outbox.hand(listener, delivery.payload())
                                : Uni.createFrom().voidItem()));
        return handed.onFailure().recoverWithUni(failure -> fail(delivery, failure));
    }

    /** @return whether the lease was still ours; if not, another replica has taken the delivery over */
    private Uni<Boolean> done(Delivery delivery) {
        return database.sql("""
                        update outbox_delivery set state = 'DONE', done_at = :now, last_error = null
                        where event_id = :event and listener = :listener and state = 'PENDING' and lease = :lease""")
                .with("now", clock.instant())
                .with("event", delivery.event())
                .with("listener", delivery.listener())
                .with("lease", delivery.lease())
                .run()
                .map(rows -> rows == 1);
    }

    private Uni<Void> fail(Delivery delivery, Throwable failure) {
        boolean last = delivery.attempts() >= MOST_ATTEMPTS;
        if (last) {
            LOG.errorf(failure, "Gave up %s for event %s", delivery.listener(), delivery.event());
        } else {
            LOG.infof("%s will hear of event %s again: %s", delivery.listener(), delivery.event(), failure.toString());
        }
        return database.sql("""
                        update outbox_delivery set state = :state, due_at = :due, last_error = :error
                        where event_id = :event and listener = :listener and state = 'PENDING' and lease = :lease""")
                .with("state", last ? "DEAD" : "PENDING")
                .with("due", clock.instant().plus(pause(delivery.attempts())))
                .with("error", shorten(failure.toString()))
                .with("event", delivery.event())
                .with("listener", delivery.listener())
                .with("lease", delivery.lease())
                .run()
                .replaceWithVoid()
                .onFailure()
                .invoke(e -> LOG.warnf("Cannot record a failed delivery; its lease will run out: %s", e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    /** 1, 2, 4 … seconds up to an hour, give or take a quarter. */
    static Duration pause(int attempts) {
        long millis = Math.min(LONGEST_PAUSE.toMillis(), 500L << Math.min(attempts, 22));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis * 5 / 4));
    }

    private static String shorten(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500);
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return database.sql("""
                        select count(*) filter (where state = 'PENDING'), count(*) filter (where state = 'DEAD'),
                               min(due_at) filter (where state = 'PENDING')
                        from outbox_delivery where state <> 'DONE'""")
                .one(row -> {
                    depth.set(row.number(0));
                    dead.set(row.number(1));
                    oldestSeconds.set(row.isNull(2) ? 0 : age(row.instant(2)));
                    return row;
                })
                .replaceWithVoid();
    }

    private long age(Instant due) {
        return Math.max(0, Duration.between(due, clock.instant()).toSeconds());
    }

    /** What was delivered long ago only fills the table. */
    Uni<Integer> forgetOld() {
        return database.sql("""
                        with old as (
                          select e.id from outbox_event e
                          where e.occurred_at < :before and not exists (
                            select 1 from outbox_delivery d where d.event_id = e.id and d.state <> 'DONE')
                          limit 2000),
                        gone as (delete from outbox_delivery d using old where d.event_id = old.id)
                        delete from outbox_event e using old where e.id = old.id""")
                .with("before", clock.instant().minus(DONE_KEPT))
                .run();
    }
}
