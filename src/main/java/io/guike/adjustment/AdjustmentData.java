package io.guike.adjustment;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of adjustments when people are merged, parted or erased, and what a person may know of them. */
@ApplicationScoped
class AdjustmentData implements MergePart, ErasePart, ExportPart {

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("points_adjustment"));
    }

    /** Who of head office asked and decided is not the person's. */
    record AdjustmentExport(
            Instant at,
            long points,
            AdjustmentView.State state,
            String reason,
            @Nullable Instant decidedAt,
            @Nullable String decisionReason) {}

    @Override
    public String section() {
        return "adjustments";
    }

    /** Head office makes few of them for one person. */
    @Override
    public Uni<List<AdjustmentExport>> export(UUID person) {
        return database.sql(AdjustmentView.SELECT + "where person_id = :person order by asked_at, id")
                .with("person", person)
                .list(AdjustmentView::of)
                .map(all -> all.stream()
                        .map(one -> new AdjustmentExport(
                                one.askedAt(),
                                one.points(),
                                one.state(),
                                one.reason(),
                                one.decidedAt(),
                                one.decisionReason()))
                        .toList());
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
