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
 * cards, whose numbers tell which lines that came to nobody are theirs, and which are to be passed over in a list that is
 * not worked through yet.
 */
@ApplicationScoped
@Priority(1)
class GrantData implements ErasePart {

    @Inject
    Database database;

    @Inject
    IssueLines lines;

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("update grant_run_line set number = '' where origin_id in (:origins)")
                .with("origins", List.copyOf(origins))
                .run()
                .chain(() -> ofNobody(person, origins))
                .chain(() -> cards(person))
                .chain(lines::forget);
    }

    private Uni<Integer> ofNobody(UUID person, Set<UUID> origins) {
        return database.sql("""
                        update grant_run_line set number = ''
                        where origin_id is null and number <> '' and number in (
                          select number from person where id in (:origins)
                          union all
                          select card_number from membership where person_id = :person and card_number is not null)""")
                .with("person", person)
                .with("origins", List.copyOf(origins))
                .run();
    }

    private Uni<List<String>> cards(UUID person) {
        return database.sql("select card_number from membership where person_id = :person and card_number is not null")
                .with("person", person)
                .list(row -> row.text(0));
    }
}
