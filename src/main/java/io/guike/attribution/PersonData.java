package io.guike.attribution;

import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person may know of their attribution, and what remains of it once they are erased. */
@ApplicationScoped
class PersonData implements ExportPart, ErasePart {

    @Inject
    Database database;

    @Inject
    Names names;

    /** One scan, oldest first. */
    record ScanView(
            Instant at,
            String source,
            @Nullable UUID storeId,
            @Nullable String store,
            @Nullable UUID staffId,
            @Nullable String promoter) {}

    @Override
    public String section() {
        return "scans";
    }

    @Override
    public Uni<List<ScanView>> export(UUID person) {
        return database.sql("""
                        select happened_at, source, store_id, staff_id from touch where person_id = :person
                        order by happened_at, received_at, id""")
                .with("person", person)
                .list(row ->
                        new ScanView(row.instant(0), row.text(1), row.uuidOrNull(2), null, row.uuidOrNull(3), null))
                .chain(rows -> names.of(rows, row -> Stream.of(row.storeId()), row -> Stream.of(row.staffId()))
                        .map(known -> rows.stream()
                                .map(row -> new ScanView(
                                        row.at(),
                                        row.source(),
                                        row.storeId(),
                                        known.store(row.storeId()),
                                        row.staffId(),
                                        known.staff(row.staffId())))
                                .toList()));
    }

    /**
     * Touches and owners name nobody; they keep the counts of stores and promoters right. The reasons of moves are what
     * staff wrote. Whoever writes them has the row of {@code ownership}, and not the person: so it is taken first.
     */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("select 1 from ownership where person_id = :person for update")
                .with("person", person)
                .exists()
                .chain(() -> withhold(person, origins));
    }

    private Uni<Void> withhold(UUID person, Set<UUID> origins) {
        return database.sql("""
                        with rulings as (update owner_ruling set reason = :withheld where person_id = :person),
                        changes as (
                          update owner_change set reason = :withheld
                          where person_id in (:origins) and reason is not null)
                        update ownership set erased = true where person_id = :person""")
                .with("withheld", WITHHELD)
                .with("origins", List.copyOf(origins))
                .with("person", person)
                .run()
                .replaceWithVoid();
    }

    /** Whose customer the person was, one after the other. */
    @ApplicationScoped
    static class OwnersPart implements ExportPart {

        @Inject
        Database database;

        @Inject
        Names names;

        private record Change(
                Instant at,
                String cause,
                @Nullable UUID fromStore,
                @Nullable UUID fromStaff,
                @Nullable UUID toStore,
                @Nullable UUID toStaff) {}

        /**
         * A change of hands, oldest first.
         *
         * @param cause a scan, a list, a move or handover by staff, a policy, a departure, a merge or its undo
         */
        record OwnerChangeView(
                Instant at,
                String cause,
                @Nullable String fromStore,
                @Nullable String fromPromoter,
                @Nullable String store,
                @Nullable String promoter) {}

        @Override
        public String section() {
            return "owners";
        }

        /** History stays with whom it happened to, so that of everybody who is part of the person belongs to it. */
        @Override
        public Uni<List<OwnerChangeView>> export(UUID person) {
            return database.sql("""
                            with recursive part as (
                              select cast(:person as uuid) as id
                              union all
                              select p.id from person p join part on p.merged_into = part.id)
                            select at, cause, from_store, from_staff, to_store, to_staff from owner_change
                            where person_id in (select id from part) order by at, id""")
                    .with("person", person)
                    .list(row -> new Change(
                            row.instant(0),
                            row.text(1),
                            row.uuidOrNull(2),
                            row.uuidOrNull(3),
                            row.uuidOrNull(4),
                            row.uuidOrNull(5)))
                    .chain(rows -> names.of(
                                    rows,
                                    row -> Stream.of(row.fromStore(), row.toStore()),
                                    row -> Stream.of(row.fromStaff(), row.toStaff()))
                            .map(known -> rows.stream()
                                    .map(row -> new OwnerChangeView(
                                            row.at(),
                                            row.cause(),
                                            known.store(row.fromStore()),
                                            known.staff(row.fromStaff()),
                                            known.store(row.toStore()),
                                            known.staff(row.toStaff())))
                                    .toList()));
        }
    }
}
