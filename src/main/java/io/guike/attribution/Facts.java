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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /**
     * Head office rules on what it sees, so a ruling comes after every fact that is here, also where WeChat's clock is
     * ahead of ours: its time is moved behind the last of them. What an old list tells keeps its time.
     */
    Uni<Void> append(UUID person, Fact.Ruling ruling, Cause cause) {
        return database.sql("""
                        insert into owner_ruling (id, person_id, origin_id, kind, store_id, staff_id, at, reason, actor)
                        select cast(:id as uuid), cast(:person as uuid), cast(:person as uuid), cast(:kind as text),
                          cast(:store as uuid), cast(:staff as uuid),
                          case when cast(:kind as text) = 'IMPORT' then cast(:at as timestamptz)
                            else greatest(cast(:at as timestamptz), max(known.at) + interval '1 microsecond') end,
                          cast(:reason as text), cast(:actor as text)
                        from (select max(happened_at) as at from touch where person_id = :person
                              union all select max(at) from owner_ruling where person_id = :person) known""")
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

    /** One statement. */
    Uni<Known> of(Collection<UUID> people) {
        return database.sql("""
                        select t.person_id, 'TOUCH', t.id, t.happened_at, t.received_at, t.store_id, t.staff_id, t.source,
                               d.left_at
                        from touch t left join staff_departure d on d.staff_id = t.staff_id
                        where t.person_id in (:people) and t.verdict in ('COUNTS', 'COUNTS_FOR_STORE')
                        union all
                        select r.person_id, r.kind, r.id, r.at, r.at, r.store_id, r.staff_id, r.kind, d.left_at
                        from owner_ruling r left join staff_departure d on d.staff_id = r.staff_id
                        where r.person_id in (:people)""")
                .with("people", people)
                .list(row -> new Read(row.uuid(0), fact(row), row.instantOrNull(8)))
                .map(Facts::known);
    }

    private record Read(UUID person, Fact fact, @Nullable Instant staffLeftAt) {}

    private static Known known(List<Read> rows) {
        Map<UUID, List<Fact>> byPerson = new HashMap<>();
        Map<UUID, Instant> departures = new HashMap<>();
        for (Read row : rows) {
            byPerson.computeIfAbsent(row.person(), key -> new ArrayList<>()).add(row.fact());
            UUID staff = row.fact().staffId();
            if (staff != null && row.staffLeftAt() != null) {
                departures.put(staff, row.staffLeftAt());
            }
        }
        return new Known(byPerson, departures);
    }

    private static Fact fact(Row row) {
        return row.text(1).equals("TOUCH")
                ? new Fact.Scan(
                        row.uuid(2), row.instant(3), row.instant(4), row.uuid(5), row.uuidOrNull(6), row.text(7))
                : new Fact.Ruling(
                        row.uuid(2), row.instant(3), Fact.Kind.valueOf(row.text(1)), row.uuid(5), row.uuidOrNull(6));
    }
}
