package io.guike.claim;

import io.guike.member.Belongings;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gifts follow whoever gave and took them. Erasing leaves gifts: they name people by ids alone, and a coupon's history
 * needs its other half.
 */
@ApplicationScoped
class ClaimData implements MergePart, ExportPart {

    @Inject
    Database database;

    record GiftExport(
            UUID couponId,
            String role,
            String state,
            Instant madeAt,
            @Nullable Instant takenAt) {}

    record ClaimExport(List<GiftExport> gifts) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(
                Belongings.in("claim_gift", "giver_person", "giver_origin"),
                Belongings.in("claim_gift", "taker_person", "taker_origin"));
    }

    @Override
    public String section() {
        return "couponGifts";
    }

    @Override
    public Uni<?> export(UUID person) {
        return database.sql("""
                        select coupon_id, case when giver_person = :person then 'GIVER' else 'TAKER' end, state, made_at,
                          taken_at
                        from claim_gift where giver_person = :person or taker_person = :person order by made_at, id""")
                .with("person", person)
                .list(row ->
                        new GiftExport(row.uuid(0), row.text(1), row.text(2), row.instant(3), row.instantOrNull(4)))
                .map(ClaimExport::new);
    }
}
