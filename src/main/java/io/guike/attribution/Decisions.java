package io.guike.attribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.attribution.Ownerships.Kept;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was decided about owners, put in place of what was before; each change of hands goes down in the history with it. */
@ApplicationScoped
class Decisions {

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /**
     * What is new for one person; the names are those of the JSON that a statement below reads.
     *
     * @param handed whether the person changed hands, or only the deciding fact did
     */
    record Decided(
            UUID person,
            @Nullable UUID fromStore,
            @Nullable UUID fromStaff,
            @Nullable UUID store,
            @Nullable UUID staff,
            @Nullable UUID former,
            @Nullable Instant since,
            @Nullable String kind,
            @Nullable UUID fact,
            @Nullable String source,
            UUID change,
            boolean handed) {

        /** Null where everything stays as it is. */
        static @Nullable Decided of(Kept kept, @Nullable Owner owner) {
            if (owner == null) {
                return kept.storeId() == null ? null : ownerless(kept);
            }
            if (kept.isDecidedBy(owner)) {
                return null;
            }
            return new Decided(
                    kept.personId(),
                    kept.storeId(),
                    kept.staffId(),
                    owner.storeId(),
                    owner.staffId(),
                    owner.formerStaffId(),
                    owner.since(),
                    owner.factKind(),
                    owner.factId(),
                    owner.source(),
                    Ids.next(),
                    !kept.belongsTo(owner));
        }

        /** Parting from somebody can take the only fact that counted away. */
        private static Decided ownerless(Kept kept) {
            return new Decided(
                    kept.personId(),
                    kept.storeId(),
                    kept.staffId(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Ids.next(),
                    true);
        }
    }

    /** The rows of these people are held by the caller. */
    Uni<Void> write(AttributionPolicy policy, List<Decided> changed, Cause cause) {
        return switch (changed.size()) {
            case 0 -> Uni.createFrom().voidItem();
            case 1 -> writeOne(policy, changed.get(0), cause);
            default -> writeMany(policy, changed, cause);
        };
    }

    private Uni<Void> writeOne(AttributionPolicy policy, Decided one, Cause cause) {
        Uni<Void> owned = database.sql("""
                        update ownership set store_id = :store, staff_id = :staff, former_staff_id = :former,
                          since = :since, fact_kind = :kind, fact_id = :fact, source = :source,
                          policy_version = :version
                        where person_id = :person""")
                .with("store", one.store())
                .with("staff", one.staff())
                .with("former", one.former())
                .with("since", one.since())
                .with("kind", one.kind())
                .with("fact", one.fact())
                .with("source", one.source())
                .with("version", policy.version())
                .with("person", one.person())
                .run()
                .replaceWithVoid();
        return one.handed() ? database.together(tell(policy, one, cause), owned) : owned;
    }

    private Uni<?> tell(AttributionPolicy policy, Decided one, Cause cause) {
        return database.sql("""
                        insert into owner_change (id, person_id, from_store, from_staff, to_store, to_staff, cause, fact_id,
                          policy_version, actor, reason, at, day)
                        values (:id, :person, :fromStore, :fromStaff, :store, :staff, :cause, :fact, :version, :actor,
                          :reason, :now, :day)""")
                .with("id", one.change())
                .with("person", one.person())
                .with("fromStore", one.fromStore())
                .with("fromStaff", one.fromStaff())
                .with("store", one.store())
                .with("staff", one.staff())
                .with("cause", cause.kind().name())
                .with("fact", one.fact())
                .with("version", policy.version())
                .with("actor", cause.actor())
                .with("reason", cause.reason())
                .with("now", clock.instant())
                .with("day", Days.today(clock))
                .run();
    }

    private Uni<Void> writeMany(AttributionPolicy policy, List<Decided> changed, Cause cause) {
        return database.sql("""
                        with decided as (
                          select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as d(person uuid, store uuid, staff uuid,
                            former uuid, since timestamptz, kind text, fact uuid, source text, change uuid,
                            handed boolean)),
                        told as (
                          insert into owner_change (id, person_id, from_store, from_staff, to_store, to_staff, cause,
                            fact_id, policy_version, actor, reason, at, day)
                          select d.change, o.person_id, o.store_id, o.staff_id, d.store, d.staff, :cause, d.fact,
                            :version, :actor, :reason, :now, :day
                          from decided d join ownership o on o.person_id = d.person where d.handed)
                        update ownership o set store_id = d.store, staff_id = d.staff, former_staff_id = d.former,
                          since = d.since, fact_kind = d.kind, fact_id = d.fact, source = d.source,
                          policy_version = :version
                        from decided d where o.person_id = d.person""")
                .with("rows", write(changed))
                .with("cause", cause.kind().name())
                .with("version", policy.version())
                .with("actor", cause.actor())
                .with("reason", cause.reason())
                .with("now", clock.instant())
                .with("day", Days.today(clock))
                .run()
                .replaceWithVoid();
    }

    private String write(List<Decided> rows) {
        try {
            return json.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
