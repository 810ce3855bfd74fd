package io.guike.grant;

import io.guike.member.ErasePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The number of a card that stands in a list leads back to its owner, so it goes with them; the line stays. */
@ApplicationScoped
class GrantData implements ErasePart {

    @Inject
    Database database;

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("update grant_run_line set number = '' where origin_id in (:origins)")
                .with("origins", List.copyOf(origins))
                .run()
                .replaceWithVoid();
    }
}
