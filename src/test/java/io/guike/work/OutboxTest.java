package io.guike.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.platform.Database;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxTest {

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    Inside inside;

    @Inject
    Outside outside;

    /** Something happened in a test. */
    public record Happened(UUID subject, String what) implements OutboxEvent {}

    /** Writes into the database, and fails as often as asked. */
    @Singleton
    static class Inside implements OutboxListener<Happened> {

        final Map<UUID, AtomicInteger> failures = new ConcurrentHashMap<>();

        @Inject
        Database database;

        @Override
        public Class<Happened> event() {
            return Happened.class;
        }

        @Override
        public String name() {
            return "test.inside";
        }

        @Override
        public Uni<Void> on(Happened event) {
            return database.sql("insert into audit_entry (id, at, actor, actor_name, action, subject, detail)"
                            + " values (gen_random_uuid(), now(), 'test', 'test', 'test.outbox', :subject, :what)")
                    .with("subject", event.subject().toString())
                    .with("what", event.what())
                    .run()
                    .invoke(() -> {
                        AtomicInteger left = failures.get(event.subject());
                        if (left != null && left.getAndDecrement() > 0) {
                            throw new IllegalStateException("asked to fail");
                        }
                    })
                    .replaceWithVoid();
        }
    }

    /** Speaks to the outside. */
    @Singleton
    static class Outside implements OutboxListener<Happened> {

        final Map<UUID, AtomicInteger> heard = new ConcurrentHashMap<>();
        final Map<UUID, AtomicInteger> failures = new ConcurrentHashMap<>();

        @Override
        public Class<Happened> event() {
            return Happened.class;
        }

        @Override
        public String name() {
            return "test.outside";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(Happened event) {
            heard.computeIfAbsent(event.subject(), key -> new AtomicInteger()).incrementAndGet();
            AtomicInteger left = failures.get(event.subject());
            return left != null && left.getAndDecrement() > 0
                    ? Uni.createFrom().failure(new IllegalStateException("asked to fail"))
                    : Uni.createFrom().voidItem();
        }
    }

    @Test
    void everyListenerHearsAnEventOnce() {
        UUID subject = UUID.randomUUID();
        Run.now(() -> outbox.announce(new Happened(subject, "it")));
        await().atMost(20, SECONDS).until(() -> done(subject) == 2);
        assertEquals(1, effects(subject));
        assertEquals(1, outside.heard.get(subject).get());
    }

    @Test
    void anEventOfARolledBackTransactionWasNeverAnnounced() {
        UUID subject = UUID.randomUUID();
        assertThrows(
                IllegalStateException.class,
                () -> Run.now(() -> database.tx(() -> outbox.announce(new Happened(subject, "never"))
                        .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException())))));
        assertEquals(0, count("select count(*) from outbox_event where subject = cast(:x as uuid)", subject));
    }

    @Test
    void aListenerThatFailsHearsAgainAndItsEffectsHappenOnce() {
        UUID subject = UUID.randomUUID();
        inside.failures.put(subject, new AtomicInteger(2));
        outside.failures.put(subject, new AtomicInteger(1));
        Run.now(() -> outbox.announce(new Happened(subject, "again")));
        await().atMost(30, SECONDS).until(() -> done(subject) == 2);
        assertEquals(1, effects(subject));
        assertEquals(2, outside.heard.get(subject).get());
    }

    @Test
    void aDeliveryWhoseHolderDiedIsTakenOverAfterTheLease() {
        UUID subject = UUID.randomUUID();
        inside.failures.put(subject, new AtomicInteger(0));
        Run.now(() -> database.tx(() -> outbox.announce(new Happened(subject, "orphan"))
                .chain(() -> database.sql("""
                                update outbox_delivery set lease = gen_random_uuid(), attempts = 1,
                                  due_at = now() + interval '1 second'
                                where event_id in (select id from outbox_event where subject = cast(:x as uuid))""").with("x", subject.toString()).run())));
        assertEquals(0, effects(subject));
        await().atMost(20, SECONDS).until(() -> done(subject) == 2);
        assertEquals(1, effects(subject));
    }

    @Test
    void manyEventsAreAllDelivered() {
        UUID subject = UUID.randomUUID();
        Run.now(() -> database.tx(() -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (int number : IntStream.range(0, 300).toArray()) {
                all = all.chain(() -> outbox.announce(new Happened(subject, "n" + number)));
            }
            return all;
        }));
        await().atMost(60, SECONDS).until(() -> done(subject) == 600);
        assertEquals(300, effects(subject));
    }

    private long effects(UUID subject) {
        return count("select count(*) from audit_entry where action = 'test.outbox' and subject = :x", subject);
    }

    private long done(UUID subject) {
        return count("""
                select count(*) from outbox_delivery d join outbox_event e on e.id = d.event_id
                where e.subject = cast(:x as uuid) and d.state = 'DONE'""", subject);
    }

    private long count(String sql, UUID subject) {
        return Run.now(() -> database.sql(sql).with("x", subject.toString()).one(row -> row.number(0)));
    }
}
