package io.guike.earning;

import io.guike.earning.Occasions.Kept;
import io.guike.earnrule.EarnKind;
import io.guike.earnrule.PaidLine;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person earned, occasion by occasion, for head office. */
@ApplicationScoped
class PeopleEarnings {

    @Inject
    Database database;

    @Inject
    Occasions occasions;

    /** @param takenBack of the points, with what was returned */
    record OccasionView(
            UUID id,
            EarnKind kind,
            String source,
            Instant at,
            @Nullable UUID storeId,
            @Nullable String level,
            List<PaidLine> lines,
            long points,
            boolean pending,
            long takenBack,
            int ruleVersion,
            List<String> ruleIds,
            List<String> multiplierIds,
            List<String> explanation) {

        static OccasionView of(Kept kept, long takenBack) {
            return new OccasionView(
                    kept.id(),
                    kept.occasion().kind(),
                    kept.source(),
                    kept.occasion().at(),
                    kept.occasion().storeId(),
                    kept.occasion().level(),
                    kept.occasion().lines(),
                    kept.points(),
                    kept.pending(),
                    takenBack,
                    kept.version(),
                    kept.explanation().ruleIds(),
                    kept.explanation().multiplierIds(),
                    kept.explanation().lines());
        }
    }

    /** The newest first. */
    Uni<Page<OccasionView>> of(UUID person, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("select " + Occasions.COLUMNS + """
                        , (select coalesce(cast(sum(points) as bigint), 0) from earn_refund where occasion_id = o.id)
                        from earn_occasion o where o.person_id = :person and (o.at, o.id) < (:at, :id)
                        order by o.at desc, o.id desc limit :size""")
                .with("person", person)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row -> OccasionView.of(occasions.kept(row), row.number(16)))
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.at(), row.id())));
    }
}
