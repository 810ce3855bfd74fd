package io.guike.consent;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people said, as rows that are only ever appended, and what follows from the last of each purpose. */
@ApplicationScoped
class ConsentRows {

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** What is being said, by whom and where. */
    record Word(
            UUID person,
            UUID origin,
            boolean given,
            Source source,
            @Nullable UUID guardianId) {}

    /** Of every purpose. */
    Uni<Map<Purpose, Standing>> standings(UUID person) {
        return database.sql("""
                        select t.purpose, t.version, coalesce(c.given, false), c.text_version, c.at, c.guardian_id
                        from (select purpose, max(version) as version from consent_text group by purpose) t
                        left join lateral (
                          select given, text_version, at, guardian_id from consent
                          where person_id = :person and purpose = t.purpose order by number desc limit 1) c on true""")
                .with("person", person)
                .list(ConsentRows::standing)
                .map(rows -> {
                    Map<Purpose, Standing> standings = new EnumMap<>(Purpose.class);
                    rows.forEach(row -> standings.put(row.purpose(), row));
                    return standings;
                });
    }

    private static Standing standing(Row row) {
        return new Standing(
                Purpose.valueOf(row.text(0)),
                row.integer(1),
                row.flag(2),
                row.isNull(3) ? null : row.integer(3),
                row.instantOrNull(4),
                row.uuidOrNull(5));
    }

    Uni<Boolean> isGiven(UUID person, Purpose purpose) {
        return database.sql("""
                        select given from consent where person_id = :person and purpose = :purpose
                        order by number desc limit 1""")
                .with("person", person)
                .with("purpose", purpose.name())
                .first(row -> row.flag(0))
                .map(Boolean.TRUE::equals);
    }

    Uni<Void> append(Word word, Map<Purpose, Integer> versions) {
        return database.sql("""
                        insert into consent (person_id, origin_id, purpose, text_version, given, source, guardian_id, at)
                        select :person, :origin, said.purpose, said.version, :given, :source, cast(:guardian as uuid), :now
                        from unnest(cast(:purposes as text[]), cast(:versions as integer[])) as said(purpose, version)""")
                .with("person", word.person())
                .with("origin", word.origin())
                .with("given", word.given())
                .with("source", word.source().name())
                .with("guardian", word.guardianId())
                .with("now", clock.instant())
                .with("purposes", versions.keySet().stream().map(Purpose::name).toList())
                .with("versions", List.copyOf(versions.values()))
                .run()
                .replaceWithVoid();
    }
}
