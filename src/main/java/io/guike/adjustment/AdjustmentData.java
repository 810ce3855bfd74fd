package io.guike.adjustment;

import io.guike.member.ErasePart;
import io.guike.member.Merge;
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
    public Uni<Void> merged(Merge merge) {
        return database.sql("update points_adjustment set person_id = :survivor where person_id = :loser")
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .run()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> parted(Merge merge) {
        return database.sql("update points_adjustment set person_id = :loser where origin_id in (:origins)")
                .with("loser", merge.loser())
                .with("origins", List.copyOf(merge.origins()))
                .run()
                .replaceWithVoid();
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
