package io.guike.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A part of the chain; regions form a forest. */
@Entity
class Region {

    @Id
    UUID id;

    String code;

    String name;

    @Nullable
    UUID parentId;

    @Version
    int version;

    protected Region() {}

    Region(UUID id, String code, String name, @Nullable UUID parentId) {
        this.id = id;
        this.code = code;
        this.name = name;
        this.parentId = parentId;
    }

    /** @param parents the parent of every region that has one */
    void move(@Nullable UUID newParent, Map<UUID, @Nullable UUID> parents) {
        if (newParent != null && ancestors(newParent, parents).contains(id)) {
            throw StoreProblem.REGION_CYCLE.problem();
        }
        parentId = newParent;
    }

    /** Itself included. */
    static Set<UUID> ancestors(UUID region, Map<UUID, @Nullable UUID> parents) {
        Set<UUID> path = new HashSet<>();
        for (UUID at = region; at != null && path.add(at); ) {
            at = parents.get(at);
        }
        return path;
    }
}
