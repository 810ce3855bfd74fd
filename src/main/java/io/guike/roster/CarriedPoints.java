package io.guike.roster;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/** The points of old cards that somebody has claimed: whose person has an account in WeChat. */
@ApplicationScoped
public class CarriedPoints {

    private static final String CLAIMED = """
            select c.number, c.origin_id, c.points from offline_card c
            where c.points > 0 and c.erased_at is null
              and exists (select 1 from wechat_identity i where i.person_id = c.person_id)\s""";

    @Inject
    Database database;

    /**
     * A claimed card.
     *
     * @param origin the person who was made for it
     */
    public record Card(String number, UUID origin, long points) {

        static Card of(Row row) {
            return new Card(row.text(0), row.uuid(1), row.number(2));
        }
    }

    /** @param person the living person */
    public Uni<List<Card>> of(UUID person) {
        return database.sql(CLAIMED + "and c.person_id = :person order by c.number")
                .with("person", person)
                .list(Card::of);
    }

    /**
     * All of them, page by page in the order of their numbers.
     *
     * @param number of the last card of the page before; empty for the first page
     */
    public Uni<List<Card>> after(String number, int most) {
        return database.sql(CLAIMED + "and c.number > :number order by c.number limit :most")
                .with("number", number)
                .with("most", most)
                .list(Card::of);
    }
}
