package io.guike.attribution;

import io.guike.attribution.Decisions.Decided;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kept owners: made, locked, and decided from the facts. What is decided is written by {@link Decisions}. */
@ApplicationScoped
class Ownerships {

    @Inject
    Database database;

    @Inject
    Facts facts;

    @Inject
    Policies policies;

    @Inject
    Decisions decisions;

    @Inject
    Clock clock;

    /** A kept owner, as it stands in the table. */
    record Kept(
            UUID personId,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            @Nullable UUID formerStaffId,
            @Nullable UUID factId,
            int policyVersion) {

        boolean belongsTo(Owner owner) {
            return owner.storeId().equals(storeId) && Objects.equals(owner.staffId(), staffId);
        }

        boolean isDecidedBy(Owner owner) {
            return belongsTo(owner)
                    && owner.factId().equals(factId)
                    && Objects.equals(owner.formerStaffId(), formerStaffId);
        }
    }

    /**
     * Makes the row of a person who has none yet, as the first touch decides it: alone it is all there is to decide
     * from.
     *
     * @param fact null for a touch that decides nothing
     * @return false where somebody else has made it
     */
    Uni<Boolean> begin(Person person, Fact.@Nullable Scan fact) {
        return fact == null
                ? database.sql("""
                                insert into ownership (person_id, person_number, policy_version)
                                values (:person, :number, 0) on conflict (person_id) do nothing""")
                        .with("person", person.id())
                        .with("number", person.number())
                        .run()
                        .map(made -> made == 1)
                : policies.current().chain(policy -> begin(person, Owner.by(fact), policy));
    }

    private Uni<Boolean> begin(Person person, Owner owner, AttributionPolicy policy) {
        return database.sql("""
                        with made as (
                          insert into ownership (person_id, person_number, store_id, staff_id, since, fact_kind, fact_id,
                            source, policy_version)
                          values (:person, :number, :store, :staff, :since, :kind, :fact, :source, :version)
                          on conflict (person_id) do nothing
                          returning person_id, store_id, staff_id, fact_id, policy_version)
                        insert into owner_change (id, person_id, to_store, to_staff, cause, fact_id, policy_version,
                          actor, at, day)
                        select cast(:change as uuid), person_id, store_id, staff_id, :cause, fact_id, policy_version,
                          :actor, cast(:now as timestamptz), cast(:day as date)
                        from made""")
                .with("person", person.id())
                .with("number", person.number())
                .with("store", owner.storeId())
                .with("staff", owner.staffId())
                .with("since", owner.since())
                .with("kind", owner.factKind())
                .with("fact", owner.factId())
                .with("source", owner.source())
                .with("version", policy.version())
                .with("change", Ids.next())
                .with("cause", Cause.TOUCH.kind().name())
                .with("actor", Cause.TOUCH.actor())
                .with("now", clock.instant())
                .with("day", Days.today(clock))
                .run()
                .map(made -> made == 1);
    }

    /** Locks one row; null where the person has none. */
    Uni<@Nullable Kept> take(UUID person) {
        return take(List.of(person)).map(kept -> kept.isEmpty() ? null : kept.get(0));
    }

    /** Makes the row of somebody whose first fact is not a touch. */
    Uni<Void> make(UUID person) {
        return database.sql("""
                        insert into ownership (person_id, person_number, policy_version)
                        select id, number, 0 from person where id = :person on conflict (person_id) do nothing""").with("person", person).run().replaceWithVoid();
    }

    /** Takes the row of somebody who has no facts any more away; their owner loses them. */
    Uni<Void> drop(UUID person, Cause cause) {
        return database.sql("""
                        with gone as (delete from ownership where person_id = :person returning *)
                        insert into owner_change (id, person_id, from_store, from_staff, cause, policy_version, actor, at,
                          day)
                        select cast(:id as uuid), person_id, store_id, staff_id, :cause, policy_version, :actor,
                          cast(:now as timestamptz), cast(:day as date) from gone
                        where store_id is not null""")
                .with("person", person)
                .with("id", Ids.next())
                .with("cause", cause.kind().name())
                .with("actor", cause.actor())
                .with("now", clock.instant())
                .with("day", Days.today(clock))
                .run()
                .replaceWithVoid();
    }

    /** Locks rows in the order of their ids, so that two who take many never wait for each other in a ring. */
    Uni<List<Kept>> take(Collection<UUID> people) {
        return database.sql("""
                        select person_id, store_id, staff_id, former_staff_id, fact_id, policy_version from ownership
                        where person_id in (:people) order by person_id for update""").with("people", List.copyOf(people)).list(Ownerships::kept);
    }

    static Kept kept(Row row) {
        return new Kept(
                row.uuid(0),
                row.uuidOrNull(1),
                row.uuidOrNull(2),
                row.uuidOrNull(3),
                row.uuidOrNull(4),
                row.integer(5));
    }

    /**
     * Decides one person anew when the statement has added a fact.
     *
     * @param kept the row, which the caller holds
     */
    Uni<Integer> decide(Kept kept, Uni<Void> added, Cause cause) {
        return policies.current()
                .chain(policy -> database.together(added, facts.of(List.of(kept.personId())))
                        .chain(known -> write(policy, List.of(kept), known, cause)));
    }

    /**
     * Decides people anew from all their facts. The caller holds their rows.
     *
     * @return how many changed hands
     */
    Uni<Integer> decide(List<Kept> people, Cause cause) {
        if (people.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        List<UUID> ids = people.stream().map(Kept::personId).toList();
        return policies.current().chain(policy -> facts.of(ids).chain(known -> write(policy, people, known, cause)));
    }

    private Uni<Integer> write(AttributionPolicy policy, List<Kept> people, Facts.Known known, Cause cause) {
        Map<UUID, Kept> before = people.stream().collect(Collectors.toMap(Kept::personId, Function.identity()));
        List<Decided> changed = before.values().stream()
                .map(kept -> Decided.of(kept, policy.ownerOf(known.of(kept.personId()), known.departures())))
                .filter(Objects::nonNull)
                .toList();
        return decisions
                .write(policy, changed, cause)
                .chain(() -> markDecided(policy, people, changed))
                .replaceWith((int) changed.stream().filter(Decided::handed).count());
    }

    /** Those whom the new version leaves where they are. */
    private Uni<Void> markDecided(AttributionPolicy policy, List<Kept> people, List<Decided> changed) {
        Set<UUID> written = changed.stream().map(Decided::person).collect(Collectors.toSet());
        List<UUID> behind = people.stream()
                .filter(kept -> kept.policyVersion() != policy.version() && !written.contains(kept.personId()))
                .map(Kept::personId)
                .toList();
        if (behind.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return database.sql("update ownership set policy_version = :version where person_id in (:people)")
                .with("version", policy.version())
                .with("people", behind)
                .run()
                .replaceWithVoid();
    }
}
