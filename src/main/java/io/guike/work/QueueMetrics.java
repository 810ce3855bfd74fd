package io.guike.work;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Depth, age and dead rows of every queue, read every ten seconds from an index of the open rows alone. */
@ApplicationScoped
class QueueMetrics {

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    private final List<Watched> queues = new CopyOnWriteArrayList<>();

    private record Watched(String table, AtomicLong depth, AtomicLong age, AtomicLong dead) {}

    void watch(String queue, String table) {
        Watched watched = new Watched(table, new AtomicLong(), new AtomicLong(), new AtomicLong());
        gauge("guike.queue.depth", queue, "rows that wait", watched.depth());
        gauge("guike.queue.age.seconds", queue, "how long the oldest row is overdue", watched.age());
        gauge("guike.queue.dead", queue, "rows given up", watched.dead());
        queues.add(watched);
    }

    private void gauge(String name, String queue, String what, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get)
                .tag("queue", queue)
                .description(what)
                .register(metrics);
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return Multi.createFrom()
                .iterable(queues)
                .onItem()
                .transformToUniAndConcatenate(this::measure)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Watched> measure(Watched queue) {
        return database.sql("""
                        select count(*) filter (where state = 'PENDING'), count(*) filter (where state = 'DEAD'),
                               min(due_at) filter (where state = 'PENDING')
                        from %s where state <> 'DONE'""".formatted(queue.table())).one(row -> {
            queue.depth().set(row.number(0));
            queue.dead().set(row.number(1));
            queue.age().set(row.isNull(2) ? 0 : overdue(row));
            return queue;
        });
    }

    private long overdue(Row row) {
        return Math.max(0, Duration.between(row.instant(2), clock.instant()).toSeconds());
    }
}
