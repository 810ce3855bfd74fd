package io.guike.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a midnight sets off takes long, and stands in nobody's way. */
@QuarkusTest
class LanesTest {

    /** More than the outbox has places, in both lanes together. */
    private static final int MANY = 20;

    @Inject
    Outbox outbox;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    Slow slow;

    @Inject
    Quick quick;

    @Inject
    Dawn dawn;

    /** Something that somebody waits for. */
    public record Asked(UUID subject) implements OutboxEvent {}

    /** Works on the days it was told of until the test lets it finish, and on no others. */
    @Singleton
    static class Slow implements OutboxListener<DayHasPassed> {

        final Map<UUID, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
        final Map<UUID, AtomicInteger> heard = new ConcurrentHashMap<>();

        @Override
        public Class<DayHasPassed> event() {
            return DayHasPassed.class;
        }

        @Override
        public String name() {
            return "test.midnight";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(DayHasPassed day) {
            CompletableFuture<Void> gate = gates.get(day.id());
            if (gate == null) {
                return Uni.createFrom().voidItem();
            }
            heard.computeIfAbsent(day.id(), id -> new AtomicInteger()).incrementAndGet();
            Context here = Vertx.currentContext();
            return Uni.createFrom().completionStage(gate).emitOn(next -> here.runOnContext(ignored -> next.run()));
        }

        int heard(UUID day) {
            AtomicInteger times = heard.get(day);
            return times == null ? 0 : times.get();
        }
    }

    @Singleton
    static class Quick implements OutboxListener<Asked> {

        final Set<UUID> heard = ConcurrentHashMap.newKeySet();

        @Override
        public Class<Asked> event() {
            return Asked.class;
        }

        @Override
        public String name() {
            return "test.asked";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(Asked event) {
            heard.add(event.subject());
            return Uni.createFrom().voidItem();
        }
    }

    /** Hears of the midnight beside others who take long. */
    @Singleton
    static class Dawn implements OutboxListener<DayHasPassed> {

        final Set<UUID> heard = ConcurrentHashMap.newKeySet();

        @Override
        public Class<DayHasPassed> event() {
            return DayHasPassed.class;
        }

        @Override
        public String name() {
            return "test.dawn";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(DayHasPassed day) {
            heard.add(day.id());
            return Uni.createFrom().voidItem();
        }
    }

    /** To the slow listener alone, which then works until its gate is opened. */
    private UUID midnight(String asIf) {
        UUID id = UUID.randomUUID();
        slow.gates.put(id, new CompletableFuture<>());
        return midnight(id, "test.midnight", asIf);
    }

    private UUID midnight(UUID id, String listener, String asIf) {
        LocalDate yesterday = Days.today(clock).minusDays(1);
        Run.now(() -> database.tx(() -> outbox.announce(new DayHasPassed(id, yesterday, yesterday))
                .chain(() -> database.sql("""
                                delete from outbox_delivery d using outbox_event e
                                where e.id = d.event_id and e.subject = :id and d.listener <> :listener""")
                        .with("id", id)
                        .with("listener", listener)
                        .run())
                .chain(() -> database.sql("update outbox_delivery set " + asIf
                                + " where event_id in (select id from outbox_event where subject = :id)")
                        .with("id", id)
                        .run())));
        return id;
    }

    private UUID midnight() {
        return midnight("attempts = 0");
    }

    private void end(UUID midnight) {
        slow.gates.get(midnight).complete(null);
    }

    private boolean isDone(UUID midnight) {
        return count("d.state = 'DONE'", midnight) == 1;
    }

    private long count(String condition, UUID subject) {
        return Run.now(
                () -> database.sql("select count(*) from outbox_delivery d join outbox_event e on e.id = d.event_id"
                                + " where e.subject = :subject and " + condition)
                        .with("subject", subject)
                        .one(row -> row.number(0)));
    }

    @Test
    void workOfMinutesHoldsUpNoOtherDelivery() {
        List<UUID> midnights = Stream.generate(this::midnight).limit(MANY).toList();
        await().atMost(60, SECONDS).until(() -> midnights.stream().anyMatch(midnight -> slow.heard(midnight) > 0));
        try {
            UUID asked = UUID.randomUUID();
            Run.now(() -> outbox.announce(new Asked(asked)));
            await().atMost(60, SECONDS).until(() -> quick.heard.contains(asked));
            assertTrue(midnights.stream().noneMatch(this::isDone));
        } finally {
            midnights.forEach(this::end);
        }
        await().atMost(60, SECONDS).until(() -> midnights.stream().allMatch(this::isDone));
        assertEquals(MANY, midnights.stream().mapToInt(slow::heard).sum(), "each was heard once");
    }

    @Test
    void whatHasALotToDoAtMidnightLeavesTheOthersTheirPlaces() {
        List<UUID> midnights = Stream.generate(this::midnight).limit(MANY).toList();
        await().atMost(60, SECONDS).until(() -> midnights.stream().anyMatch(midnight -> slow.heard(midnight) > 0));
        try {
            UUID day = midnight(UUID.randomUUID(), "test.dawn", "attempts = 0");
            await().atMost(60, SECONDS).until(() -> dawn.heard.contains(day));
            assertTrue(midnights.stream().noneMatch(this::isDone));
        } finally {
            midnights.forEach(this::end);
        }
        await().atMost(120, SECONDS).until(() -> midnights.stream().allMatch(this::isDone));
    }

    @Test
    void leaseIsRenewedWhileTheListenerWorks() {
        UUID midnight = midnight();
        await().atMost(60, SECONDS).until(() -> slow.heard(midnight) == 1);
        try {
            long first = lease(midnight);
            await().atMost(120, SECONDS).until(() -> lease(midnight) > first);
            assertEquals(1, count("d.state = 'PENDING' and d.attempts = 1", midnight));
        } finally {
            end(midnight);
        }
        await().atMost(60, SECONDS).until(() -> isDone(midnight));
        assertEquals(1, slow.heard(midnight));
    }

    /** As microseconds of some epoch. */
    private long lease(UUID midnight) {
        return Run.now(() -> database.sql("""
                        select cast(extract(epoch from d.due_at) * 1000000 as bigint)
                        from outbox_delivery d join outbox_event e on e.id = d.event_id where e.subject = :id""").with("id", midnight).one(row -> row.number(0)));
    }

    @Test
    void replicaThatDiedInTheMiddleIsFollowedByAnother() {
        UUID midnight = midnight("attempts = 1, lease = gen_random_uuid(), due_at = due_at + interval '2 seconds'");
        end(midnight);
        await().atMost(60, SECONDS).until(() -> isDone(midnight));
        assertEquals(1, slow.heard(midnight));
        assertEquals(1, count("d.attempts = 2", midnight));
    }

    @Test
    void midnightOfAnOlderVersionIsDeliveredToo() {
        UUID midnight = midnight("lane = default");
        assertEquals(1, count("d.lane = 'PROMPT'", midnight));
        end(midnight);
        await().atMost(60, SECONDS).until(() -> isDone(midnight));
        assertEquals(1, slow.heard(midnight));
    }
}
