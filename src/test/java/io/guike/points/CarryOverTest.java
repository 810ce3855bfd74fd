package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.platform.Database;
import io.guike.support.Chain;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Points of cards whose owners had claimed them already. */
@QuarkusTest
class CarryOverTest {

    @Inject
    CarryOver carryOver;

    @Inject
    Newcomers newcomers;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @return whose card it is */
    private UUID card(Instant importedAt) {
        UUID person = newcomers.come().person();
        Run.now(() -> database.sql("""
                        insert into offline_card (number, person_id, origin_id, phone_hash, points, run_id, imported_at)
                        values (:number, :person, :person, :number, 70, :run, :at)""")
                .with("number", "CO-" + Chain.code() + UUID.randomUUID())
                .with("person", person)
                .with("run", UUID.randomUUID())
                .with("at", importedAt)
                .run());
        return person;
    }

    private long posted(UUID person) {
        return Run.now(() -> database.sql(
                        "select count(*) from points_posting where reason = 'CARRY_OVER' and source = :source")
                .with("source", person.toString())
                .one(row -> row.number(0)));
    }

    private void midnight() {
        Run.now(carryOver::catchUp);
    }

    @Test
    void theWalkEndsOnceNothingIsMissingAndBeginsAnewWithTheNextList() {
        UUID missing = card(clock.instant().minus(Duration.ofDays(9)));
        Run.now(() -> database.sql("delete from points_carried_over").run());
        midnight();
        assertEquals(1, posted(missing));
        midnight();
        // Dated as no list ever does it, so that only a walk over all cards would find it.
        UUID unseen = card(clock.instant().minus(Duration.ofDays(9)));
        midnight();
        assertEquals(0, posted(unseen));
        UUID fresh = card(clock.instant());
        midnight();
        assertEquals(1, posted(fresh));
        assertEquals(1, posted(unseen));
        assertEquals(1, posted(missing));
    }
}
