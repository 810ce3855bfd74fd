package io.guike.pos;

import io.guike.access.Caller;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The client behind a signed request, with the rights and the scope of this moment.
 *
 * @param stores those it reaches; none where it reaches all
 */
public record PosCaller(UUID id, String name, Set<Right> rights, boolean allStores, Set<UUID> stores) {

    /** @throws io.guike.platform.Problem {@code pos.right-missing} */
    public void must(Right right) {
        if (!rights.contains(right)) {
            throw PosProblem.RIGHT_MISSING.because(right.name());
        }
    }

    public boolean reaches(UUID store) {
        return allStores || stores.contains(store);
    }

    /** @throws io.guike.platform.Problem {@code pos.store-out-of-scope}, also for a store that there is not */
    public void mustReach(UUID store) {
        if (!reaches(store)) {
            throw PosProblem.STORE_OUT_OF_SCOPE.problem();
        }
    }

    /** By what keys name the client in one of its stores: numbers of receipts are unique there, and in no wider circle. */
    public String at(UUID store) {
        return id + ":" + store;
    }

    /** As {@link Caller#tag()}. */
    public String tag() {
        return Caller.tag(Caller.Kind.POS, id);
    }

    Caller asCaller() {
        return new Caller(Caller.Kind.POS, id, name, Map.of(), false, false);
    }
}
