package io.guike.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Overtaken;
import io.guike.platform.TraceIds;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Announces what happened: the event and a delivery for each listener commit with the facts themselves. */
@ApplicationScoped
public class Outbox {

    @Inject
    @All
    List<OutboxListener<?>> listeners;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** In the caller's transaction. An event that nobody listens to leaves no row. */
    public Uni<Void> announce(OutboxEvent event) {
        List<? extends OutboxListener<?>> interested = listeners.stream()
                .filter(listener -> listener.event() == event.getClass())
                .toList();
        return interested.isEmpty() ? Uni.createFrom().voidItem() : write(event, interested);
    }

    private Uni<Void> write(OutboxEvent event, List<? extends OutboxListener<?>> interested) {
        UUID id = Ids.next();
        return database.sql("""
                        with event as (
                          insert into outbox_event (id, type, subject, payload, trace_id, occurred_at)
                          values (:id, :type, :subject, :payload, :trace, :now) returning id, occurred_at)
                        insert into outbox_delivery (id, event_id, listener, lane, state, attempts, due_at)
                        select gen_random_uuid(), event.id, listener, cast(:lane as text), 'PENDING', 0, event.occurred_at
                        from event, unnest(string_to_array(:listeners, ',')) listener""")
                .with("id", id)
                .with("type", event.getClass().getSimpleName())
                .with("subject", event.subject())
                .with("payload", write(event))
                .with("trace", TraceIds.current())
                .with("lane", event.lane().name())
                .with("now", clock.instant())
                .with("listeners", interested.stream().map(OutboxListener::name).collect(Collectors.joining(",")))
                .run()
                .replaceWithVoid();
    }

    /** What was announced of them, delivered or not. */
    public Uni<Set<UUID>> about(Collection<UUID> subjects) {
        return database.sql("select id from outbox_event where subject in (:subjects)")
                .with("subjects", List.copyOf(subjects))
                .list(row -> row.uuid(0))
                .map(Set::copyOf);
    }

    /**
     * Locks the deliveries of events. Nobody is waited for: a listener may be waiting for what the caller holds.
     *
     * @throws Overtaken where one of them is being delivered at this moment
     */
    public Uni<Void> lock(Set<UUID> events) {
        return database.sql("select count(*) from outbox_delivery where event_id in (:events)")
                .with("events", List.copyOf(events))
                .one(row -> row.integer(0))
                .chain(all -> database.sql("""
                                select id from outbox_delivery where event_id in (:events)
                                order by id for update skip locked""")
                        .with("events", List.copyOf(events))
                        .list(row -> row.uuid(0))
                        .invoke(locked -> {
                            if (locked.size() < all) {
                                throw new Overtaken();
                            }
                        }))
                .replaceWithVoid();
    }

    /** Deletes events with their deliveries, which the caller has locked: for data that has to go. */
    public Uni<Void> forget(Set<UUID> events) {
        return database.sql("delete from outbox_event where id in (:events)")
                .with("events", List.copyOf(events))
                .run()
                .replaceWithVoid();
    }

    /** Of all listeners of this version. */
    List<String> names() {
        return listeners.stream().map(OutboxListener::name).toList();
    }

    /** Of those to one kind of event. */
    List<String> names(Class<? extends OutboxEvent> event) {
        return listeners.stream()
                .filter(listener -> listener.event() == event)
                .map(OutboxListener::name)
                .toList();
    }

    OutboxListener<?> listener(String name) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    <E extends OutboxEvent> Uni<Void> hand(OutboxListener<E> listener, String payload) {
        return Uni.createFrom().deferred(() -> listener.on(read(payload, listener.event())));
    }

    private String write(OutboxEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private <E> E read(String payload, Class<E> type) {
        try {
            return json.readValue(payload, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored event cannot be read as " + type.getSimpleName(), e);
        }
    }
}
