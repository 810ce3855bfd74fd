package io.guike.attribution;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The append-only tables. Whoever adds a fact of a person holds that person's ownership row. */
@ApplicationScoped
class Facts {

    @Inject
    Database database;

    /** What is known of some people, enough to decide their owners. */
    record Known(Map<UUID, List<Fact>> byPerson, Map<UUID, Instant> departures) {

        List<Fact> of(UUID person) {
            return byPerson.getOrDefault(person, List.of());
        }

        long size() {
            return byPerson.values().stream().mapToLong(List::size).sum();
        }
    }

    Uni<Void> append(Touch touch) {
        return database.sql("""
                        insert into touch (id, person_id, origin_id, inbound_id, scene, code_id, source, store_id, staff_id, verdict,
                          first_of_person, happened_at, received_at, day)
                        values (:id, :person, :origin, :inbound, :scene, :code, :source, :store, :staff, :verdict, :first,
                          :happened, :received, :day)""")
                .with("id", touch.id())
                .with("person", touch.personId())
                .with("origin", touch.originId())
                .with("inbound", touch.inboundId())
                .with("scene", touch.scene())
                .with("code", touch.codeId())
                .with("source", touch.source())
                .with("store", touch.storeId())
                .with("staff", touch.staffId())
                .with("verdict", touch.verdict().name())
                .with("first", touch.firstOfPerson())
                .with("happened", touch.happenedAt())
                .with("received", touch.receivedAt())
                .with("day", Days.of(touch.happenedAt()))
                .run()
                .replaceWithVoid();
    }

    Uni<Void> append(UUID person, Fact.Ruling ruling, Cause cause) {
        return database.sql("""
                        insert into owner_ruling (id, person_id, origin_id, kind, store_id, staff_id, at, reason, actor)
                        values (:id, :person, :person, :kind, :store, :staff, :at, :reason, :actor)""")
                .with("id", ruling.id())
                .with("person", person)
                .with("kind", ruling.kind().name())
                .with("store", ruling.storeId())
                .with("staff", ruling.staffId())
                .with("at", ruling.at())
                .with("reason", String.valueOf(cause.reason()))
                .with("actor", cause.actor())
                .run()
                .replaceWithVoid();
    }

    Uni<Void> departed(UUID staff, Instant at) {
        return database.sql("""
                        insert into staff_departure (staff_id, left_at) values (:staff, :at)
                        on conflict (staff_id) do nothing""").with("staff", staff).with("at", at).run().replaceWithVoid();
    }

    /**
     * Gives one person's facts of certain origins to another.
     *
     * @return how many
     */
    Uni<Integer> give(UUID from, Collection<UUID> origins, UUID to) {
        return database.sql("""
                        with rulings as (
                          update owner_ruling set person_id = :to where person_id = :from and origin_id in (:origins)
                          returning 1),
                        touches as (
                          update touch set person_id = :to where person_id = :from and origin_id in (:origins)
                          returning 1)
                        select (select count(*) from rulings) + (select count(*) from touches)""")
                .with("to", to)
                .with("from", from)
                .with("origins", List.copyOf(origins))
                .one(row -> row.integer(0));
    }

    /** Whether a person ever touched, or was ruled about; also by touches that do not count. */
    Uni<Boolean> has(UUID person) {
        return database.sql("""
                        select 1 where exists (select 1 from touch where person_id = :person)
                          or exists (select 1 from owner_ruling where person_id = :person)""").with("person", person).exists();
    }

    Uni<Known> of(Collection<UUID> people) {
        return decidingFacts(people).chain(facts -> departures(facts).map(departures -> new Known(facts, departures)));
    }

    private Uni<Map<UUID, List<Fact>>> decidingFacts(Collection<UUID> people) {
        return database.sql("""
                        select person_id, 'TOUCH', id, happened_at, received_at, store_id, staff_id, source from touch
                        where person_id in (:people) and verdict in ('COUNTS', 'COUNTS_FOR_STORE')
                        union all
                        select person_id, kind, id, at, at, store_id, staff_id, kind from owner_ruling
                        where person_id in (:people)""")
                .with("people", List.copyOf(people))
                .list(row -> Map.entry(row.uuid(0), fact(row)))
                .map(rows -> {
                    Map<UUID, List<Fact>> byPerson = new HashMap<>();
                    rows.forEach(row -> byPerson.computeIfAbsent(row.getKey(), key -> new ArrayList<>())
                            .add(row.getValue()));
                    return byPerson;
                });
    }

    private static Fact fact(Row row) {
        return row.text(1).equals("TOUCH")
                ? new Fact.Scan(
                        row.uuid(2), row.instant(3), row.instant(4), row.uuid(5), row.uuidOrNull(6), row.text(7))
                : new Fact.Ruling(
                        row.uuid(2), row.instant(3), Fact.Kind.valueOf(row.text(1)), row.uuid(5), row.uuidOrNull(6));
    }

    private Uni<Map<UUID, Instant>> departures(Map<UUID, List<Fact>> facts) {
        Set<UUID> staff = facts.values().stream()
                .flatMap(List::stream)
                .map(Fact::staffId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (staff.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return database.sql("select staff_id, left_at from staff_departure where staff_id in (:staff)")
                .with("staff", List.copyOf(staff))
                .list(row -> Map.entry(row.uuid(0), row.instant(1)))
                .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
