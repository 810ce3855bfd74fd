package io.guike.work;

import io.smallrye.mutiny.Uni;

/**
 * A bean that wants to hear of an event after its transaction committed. Hears each event at least once.
 *
 * @param <E> the event record it listens to
 */
public interface OutboxListener<E extends OutboxEvent> {

    Class<E> event();

    /** Stable: it names the delivery in the database. Capability first, e.g. {@code member.fan-details}. */
    String name();

    /**
     * Whether {@link #on} speaks to the outside (WeChat, Redis) instead of the database. Such a listener runs outside
     * any transaction and may hear an event again after a crash; any other listener runs in the transaction that marks
     * the delivery, and so takes effect exactly once.
     */
    default boolean external() {
        return false;
    }

    Uni<Void> on(E event);
}
