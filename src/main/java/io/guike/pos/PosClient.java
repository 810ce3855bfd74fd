package io.guike.pos;

import io.guike.store.StoreProblem;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A till system or back office (接入系统). Who was removed never comes back. */
@Entity
class PosClient {

    static final int MOST_LIVE_SECRETS = 2;

    @Id
    UUID id;

    String name;
    String rights;
    boolean allStores;
    Instant createdAt;

    /** Moves the version also where nothing but the list of stores was changed. */
    Instant changedAt;

    @Nullable
    Instant removedAt;

    @Version
    int version;

    protected PosClient() {}

    PosClient(UUID id, PosClients.ClientFacts facts, Instant createdAt) {
        this.id = id;
        this.createdAt = createdAt;
        describe(facts, createdAt);
    }

    final void describe(PosClients.ClientFacts facts, Instant at) {
        if (facts.allStores() != facts.stores().isEmpty()) {
            throw PosProblem.SCOPE_INVALID.problem();
        }
        name = facts.name().strip();
        rights = Right.column(facts.rights());
        allStores = facts.allStores();
        changedAt = at;
    }

    void mustHaveVersion(int seen) {
        if (version != seen) {
            throw StoreProblem.CHANGED_MEANWHILE.problem();
        }
    }

    /** Two, so that one can be replaced while tills still use the other; not more, so that none is forgotten. */
    void mustHaveRoomFor(Set<String> liveKeyIds) {
        if (liveKeyIds.size() >= MOST_LIVE_SECRETS) {
            throw PosProblem.TWO_SECRETS.problem();
        }
    }

    void remove(Instant at) {
        removedAt = at;
    }
}
