package io.guike.attribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The owners that an old list tells, many at a time. */
@ApplicationScoped
public class ImportedOwners {

    @Inject
    Database database;

    @Inject
    Ownerships ownerships;

    @Inject
    ObjectMapper json;

    /**
     * As {@link Owners#imported}.
     *
     * @param origin to whom the list tells it first; differs from {@code person} after a merge
     */
    public record Told(
            UUID person, UUID origin, UUID store, @Nullable UUID staff, Instant since) {}

    /** The names are those of the JSON that the statement below reads. */
    private record Ruling(
            UUID id,
            UUID person,
            UUID origin,
            UUID store,
            @Nullable UUID staff,
            Instant since) {}

    /** In the caller's transaction, which holds the people. */
    public Uni<Void> tell(List<Told> told, String actor, String reason) {
        if (told.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Cause cause = new Cause(Cause.Kind.IMPORT, actor, reason);
        List<UUID> people = told.stream().map(Told::person).distinct().toList();
        return make(people)
                .chain(() -> ownerships.take(people))
                .chain(kept -> append(told, cause).chain(() -> ownerships.decide(kept, cause)))
                .replaceWithVoid();
    }

    private Uni<Integer> make(List<UUID> people) {
        return database.sql("""
                        insert into ownership (person_id, person_number, policy_version)
                        select id, number, 0 from person where id in (:people) order by id
                        on conflict (person_id) do nothing""").with("people", people).run();
    }

    private Uni<Integer> append(List<Told> told, Cause cause) {
        List<Ruling> rulings = told.stream()
                .map(one -> new Ruling(Ids.next(), one.person(), one.origin(), one.store(), one.staff(), one.since()))
                .toList();
        return database.sql("""
                        insert into owner_ruling (id, person_id, origin_id, kind, store_id, staff_id, at, reason, actor)
                        select id, person, origin, :kind, store, staff, since, :reason, :actor
                        from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(id uuid, person uuid,
                          origin uuid, store uuid, staff uuid, since timestamptz)""")
                .with("kind", Fact.Kind.IMPORT.name())
                .with("reason", String.valueOf(cause.reason()))
                .with("actor", cause.actor())
                .with("rows", write(rulings))
                .run();
    }

    private String write(List<Ruling> rulings) {
        try {
            return json.writeValueAsString(rulings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
