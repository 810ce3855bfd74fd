package io.guike.roster;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The points of old cards that somebody has claimed: whose person has an account in WeChat. */
@ApplicationScoped
public class CarriedPoints {

    private static final String CLAIMED = """
            c.points > 0 and c.erased_at is null
              and exists (select 1 from wechat_identity i where i.person_id = c.person_id)""";

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

    /**
     * What was found among some cards.
     *
     * @param last number of the last card that was looked at, claimed or not; null where there was none
     */
    public record Part(List<Card> claimed, @Nullable String last) {}

    private record Seen(Card card, boolean claimed) {}

    /** @param person the living person */
    public Uni<List<Card>> of(UUID person) {
        return database.sql(
                        "select c.number, c.origin_id, c.points from offline_card c where c.person_id = :person and "
                                + CLAIMED + " order by c.number")
                .with("person", person)
                .list(Card::of);
    }

    /**
     * All of them, part by part in the order of their numbers. A part is cut from all cards: of a list of millions that few
     * have claimed, the next claimed one may be far away.
     *
     * @param number where the part before ended; empty for the first
     * @param most cards that are looked at
     */
    public Uni<Part> after(String number, int most) {
        return database.sql("select c.number, c.origin_id, c.points, " + CLAIMED + " from (select * from offline_card"
                        + " where number > :number order by number limit :most) c order by c.number")
                .with("number", number)
                .with("most", most)
                .list(row -> new Seen(Card.of(row), row.flag(3)))
                .map(CarriedPoints::part);
    }

    /** Whether a list brought or changed a card since then. */
    public Uni<Boolean> changedSince(Instant since) {
        return database.sql("select 1 from offline_card where imported_at >= :since limit 1")
                .with("since", since)
                .exists();
    }

    private static Part part(List<Seen> seen) {
        return new Part(
                seen.stream().filter(Seen::claimed).map(Seen::card).toList(),
                seen.isEmpty() ? null : seen.get(seen.size() - 1).card().number());
    }
}
