package io.guike.adjustment;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What becomes of adjustments when people are merged, parted or erased. */
@ApplicationScoped
class AdjustmentData implements MergePart, ErasePart {

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("points_adjustment"));
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("""
                        update points_adjustment set reason = '', decision_reason = null,
                          state = case state when 'WAITING' then 'REJECTED' else state end,
                          decided_at = coalesce(decided_at, case state when 'WAITING' then cast(:now as timestamptz) end)
                        where person_id = :person""")
                .with("now", clock.instant())
                .with("person", person)
                .run()
                .replaceWithVoid();
    }
}
