package io.guike.redemption;

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

/** What becomes of uses when people are merged or parted, and what a person may know of theirs. */
@ApplicationScoped
class RedemptionData implements MergePart, ExportPart {

    @Inject
    Database database;

    /** One use. */
    record UseExport(
            Instant at,
            String channel,
            String state,
            @Nullable String store,
            long grossFen,
            long discountFen) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("coupon_redemption"));
    }

    @Override
    public String section() {
        return "couponUses";
    }

    @Override
    public Uni<List<UseExport>> export(UUID person) {
        return database.sql("""
                        select r.made_at, r.channel, r.state, s.name, r.gross_fen, r.discount_fen
                        from coupon_redemption r left join store s on s.id = r.store_id
                        where r.person_id = :person order by r.made_at, r.id""")
                .with("person", person)
                .list(row -> new UseExport(
                        row.instant(0), row.text(1), row.text(2), row.textOrNull(3), row.number(4), row.number(5)));
    }
}
