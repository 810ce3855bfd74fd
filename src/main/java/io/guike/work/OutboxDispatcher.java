package io.guike.work;

import io.guike.platform.Database;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Brings announced events to their listeners, in every replica. */
@ApplicationScoped
class OutboxDispatcher {

    private static final Duration DONE_KEPT = Duration.ofDays(14);

    private static final Duration LEASE = Duration.ofSeconds(60);

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    Clock clock;

    private record Delivery(OutboxListener<?> listener, String payload) {}

    /**
     * What takes minutes has places of its own: each listener to the midnight one, so that none of them waits until another
     * is through, and none takes more than a connection or two from the pool.
     */
    void start(@Observes StartupEvent event) {
        List<String> all = outbox.names();
        List<String> midnight = outbox.names(DayHasPassed.class);
        take(OutboxLane.PROMPT, all, Duration.ofMillis(200), 8);
        midnight.forEach(name -> take(OutboxLane.LASTING, List.of(name), Duration.ofSeconds(1), 1));
        List<String> others =
                all.stream().filter(name -> !midnight.contains(name)).toList();
        take(OutboxLane.LASTING, others, Duration.ofSeconds(1), 1);
    }

    /** Takes only what this version's listeners know, so that replicas of two versions can run side by side. */
    private void take(OutboxLane lane, List<String> listeners, Duration tick, int sideBySide) {
        WorkQueue queue = queues.queue(new WorkQueue.Terms(
                "outbox",
                "outbox_delivery",
                tick,
                LEASE,
                16,
                sideBySide,
                "lane = '" + lane + "' and listener in (" + quoted(listeners) + ")",
                "listener"));
        queue.start(claim -> hand(queue, claim));
    }

    /** As an SQL list, which is never empty. */
    private static String quoted(List<String> names) {
        return names.isEmpty()
                ? "''"
                : names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(","));
    }

    private Uni<Void> hand(WorkQueue queue, WorkQueue.Claim claim) {
        return delivery(claim)
                .chain(delivery -> delivery.listener().external()
                        ? handOutside(queue, claim, delivery)
                        : handInside(queue, claim, delivery));
    }

    private Uni<Delivery> delivery(WorkQueue.Claim claim) {
        return database.sql("""
                        select d.listener, e.payload
                        from outbox_delivery d join outbox_event e on e.id = d.event_id where d.id = :id""")
                .with("id", claim.id())
                .one(row -> new Delivery(outbox.listener(row.text(0)), row.text(1)));
    }

    private Uni<Void> handOutside(WorkQueue queue, WorkQueue.Claim claim, Delivery delivery) {
        return queue.keep(claim, () -> outbox.hand(delivery.listener(), delivery.payload()))
                .chain(() -> queue.done(claim))
                .replaceWithVoid();
    }

    private Uni<Void> handInside(WorkQueue queue, WorkQueue.Claim claim, Delivery delivery) {
        return database.tx(() -> queue.done(claim)
                .chain(mine -> mine
                        ? outbox.hand(delivery.listener(), delivery.payload())
                        : Uni.createFrom().voidItem()));
    }

    /** What was delivered long ago only fills the table. */
    Uni<Integer> forgetOld() {
        return database.sql("""
                        with old as (
                          select e.id from outbox_event e
                          where e.occurred_at < :before and not exists (
                            select 1 from outbox_delivery d where d.event_id = e.id and d.state <> 'DONE')
                          limit 2000 for update of e skip locked)
                        delete from outbox_event e using old where e.id = old.id""")
                .with("before", clock.instant().minus(DONE_KEPT))
                .run();
    }
}
