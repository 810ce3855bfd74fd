package io.guike.grant;

import io.guike.member.ErasePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The number of a card that stands in a list leads back to its owner, so it goes with them; the line stays. Before the
 * cards, whose numbers tell which lines that nobody has dealt with yet are theirs.
 */
@ApplicationScoped
@Priority(1)
class GrantData implements ErasePart {

    @Inject
    Database database;

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("update grant_run_line set number = '' where origin_id in (:origins)")
                .with("origins", List.copyOf(origins))
                .run()
                .chain(() -> undealt(person, origins))
                .replaceWithVoid();
    }

    private Uni<Integer> undealt(UUID person, Set<UUID> origins) {
        return database.sql("""
                        update grant_run_line set number = '' where outcome is null and number in (
                          select number from person where id in (:origins)
                          union all
                          select card_number from membership where person_id = :person and card_number is not null)""")
                .with("person", person)
                .with("origins", List.copyOf(origins))
                .run();
    }
}
