package io.guike.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.guike.platform.Database;
import io.guike.support.Run;
import io.guike.work.WorkQueue.Claim;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows, places and leases. Two queues over one table take from each other as two replicas do. */
@QuarkusTest
class WorkQueueTest {

    private static final Duration LEASE = Duration.ofSeconds(12);

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    Replicas replicas;

    /** Work on a row until the test opens its gate; begun once for all tests. */
    @Singleton
    static class Replicas {

        final Map<UUID, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
        final List<UUID> begun = new CopyOnWriteArrayList<>();
        final List<UUID> givenUp = new CopyOnWriteArrayList<>();
        private boolean started;

        @Inject
        Database database;

        @Inject
        WorkQueue.Keeper keeper;

        synchronized void start() {
            if (!started) {
                started = true;
                Run.now(() -> database.sql("create schema if not exists trial").run());
                Run.now(() -> database.sql("""
                                create table if not exists trial.piece (id uuid primary key, part text not null,
                                  state text not null, attempts integer not null, due_at timestamptz not null, lease uuid,
                                  last_error text, done_at timestamptz)""").run());
                start("pair");
                start("pair");
                start("single");
            }
        }

        private void start(String part) {
            WorkQueue queue = keeper.queue(new WorkQueue.Terms(
                    "trial", "trial.piece", Duration.ofMillis(300), LEASE, 5, 2, "part = '" + part + "'"));
            queue.start(claim -> queue.keep(claim, () -> work(claim))
                    .chain(() -> queue.done(claim))
                    .replaceWithVoid());
        }

        private Uni<Void> work(Claim claim) {
            begun.add(claim.id());
            Context here = Vertx.currentContext();
            return Uni.createFrom()
                    .completionStage(gates.get(claim.id()))
                    .emitOn(next -> here.runOnContext(ignored -> next.run()))
                    .onCancellation()
                    .invoke(() -> givenUp.add(claim.id()));
        }

        long begun(UUID piece) {
            return begun.stream().filter(piece::equals).count();
        }
    }

    @BeforeEach
    void start() {
        replicas.start();
    }

    private UUID piece(String part) {
        UUID id = UUID.randomUUID();
        replicas.gates.put(id, new CompletableFuture<>());
        Run.now(() -> database.sql("insert into trial.piece (id, part, state, attempts, due_at)"
                        + " values (:id, :part, 'PENDING', 0, :now)")
                .with("id", id)
                .with("part", part)
                .with("now", clock.instant())
                .run());
        return id;
    }

    private void end(UUID piece) {
        replicas.gates.get(piece).complete(null);
    }

    private String state(UUID piece) {
        return Run.now(() -> database.sql("select state from trial.piece where id = :id")
                .with("id", piece)
                .one(row -> row.text(0)));
    }

    private Instant due(UUID piece) {
        return Run.now(() -> database.sql("select due_at from trial.piece where id = :id")
                .with("id", piece)
                .one(row -> row.instant(0)));
    }

    @Test
    void secondReplicaKeepsAwayWhileTheFirstWorksLongerThanItsLease() {
        UUID piece = piece("pair");
        await().atMost(60, SECONDS).until(() -> replicas.begun(piece) == 1);
        Instant end = due(piece);
        await().atMost(120, SECONDS).until(() -> clock.instant().isAfter(end.plusSeconds(2)));
        assertEquals(1, replicas.begun(piece));
        assertEquals("PENDING", state(piece));
        end(piece);
        await().atMost(60, SECONDS).until(() -> state(piece).equals("DONE"));
        assertEquals(1, replicas.begun(piece));
    }

    @Test
    void whoLostTheLeaseStopsAndMarksNothing() {
        UUID piece = piece("single");
        await().atMost(60, SECONDS).until(() -> replicas.begun(piece) == 1);
        UUID other = UUID.randomUUID();
        Run.now(() -> database.sql("update trial.piece set lease = :other, due_at = :until where id = :id")
                .with("other", other)
                .with("until", clock.instant().plus(Duration.ofDays(400)))
                .with("id", piece)
                .run());
        await().atMost(120, SECONDS).until(() -> replicas.givenUp.contains(piece));
        end(piece);
        long others = Run.now(
                () -> database.sql("""
                        select count(*) from trial.piece where id = :id and state = 'PENDING' and lease = :other
                          and last_error is null""").with("id", piece).with("other", other).one(row -> row.number(0)));
        assertEquals(1, others);
    }

    @Test
    void freePlaceIsFilledWhileAnotherPieceTakesLong() {
        UUID slow = piece("single");
        await().atMost(60, SECONDS).until(() -> replicas.begun(slow) == 1);
        List<UUID> quick = Stream.generate(() -> piece("single")).limit(5).toList();
        quick.forEach(this::end);
        await().atMost(60, SECONDS)
                .until(() -> quick.stream().allMatch(piece -> state(piece).equals("DONE")));
        assertFalse(state(slow).equals("DONE"));
        end(slow);
        await().atMost(60, SECONDS).until(() -> state(slow).equals("DONE"));
    }
}
