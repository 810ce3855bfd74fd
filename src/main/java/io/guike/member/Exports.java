package io.guike.member;

import io.guike.platform.Database;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything about a person as one JSON, section by section, from one snapshot of the database. */
@ApplicationScoped
class Exports {

    @Inject
    Database database;

    @Inject
    People people;

    @Inject
    @All
    List<ExportPart> parts;

    @Inject
    Clock clock;

    /** @param sections by name, in the order of the names */
    record ExportView(UUID personId, Instant exportedAt, Map<String, Object> sections) {}

    /** @param asked who may be part of another by now */
    Uni<ExportView> of(UUID asked) {
        Map<String, Object> sections = new LinkedHashMap<>();
        List<ExportPart> inOrder =
                parts.stream().sorted(Comparator.comparing(ExportPart::section)).toList();
        return database.tx(() -> database.sql("set transaction isolation level repeatable read")
                        .run()
                        .chain(() -> people.living(asked))
                        .call(person -> Database.each(
                                inOrder,
                                part -> part.export(person).invoke(found -> sections.put(part.section(), found)))))
                .map(person -> new ExportView(person, clock.instant(), sections));
    }

    /** What member itself knows. */
    @ApplicationScoped
    static class AccountsPart implements ExportPart {

        @Inject
        Database database;

        /** @param account the appid of the service account or mini-program, which is no secret */
        record AccountView(
                String account,
                Instant knownSince,
                boolean following,
                @Nullable Instant followingSince) {}

        record PeopleView(
                String number, Instant knownSince, @Nullable Instant memberSince, List<AccountView> accounts) {}

        @Override
        public String section() {
            return "person";
        }

        @Override
        public Uni<?> export(UUID person) {
            return database.sql("""
                            select appid, known_since, following, following_since from wechat_identity
                            where person_id = :person order by known_since""")
                    .with("person", person)
                    .list(row -> new AccountView(row.text(0), row.instant(1), row.flag(2), row.instantOrNull(3)))
                    .chain(accounts -> database.sql(
                                    "select number, known_since, member_since from person where id = :person")
                            .with("person", person)
                            .one(row -> new PeopleView(row.text(0), row.instant(1), row.instantOrNull(2), accounts)));
        }
    }

    /** When the person was found to be one with somebody else, and parted again. */
    @ApplicationScoped
    static class MergesPart implements ExportPart {

        @Inject
        Database database;

        @Inject
        People people;

        /** Without the other: after an undo that is somebody else. */
        record MergedView(
                Instant mergedAt,
                Merge.Cause cause,
                @Nullable Instant undoneAt) {}

        @Override
        public String section() {
            return "merges";
        }

        @Override
        public Uni<?> export(UUID person) {
            return people.origins(person)
                    .chain(origins -> database.sql("""
                            select merged_at, cause, undone_at from person_merge
                            where survivor_id in (:origins) or loser_id in (:origins) order by merged_at, id""")
                            .with("origins", List.copyOf(origins))
                            .list(row -> new MergedView(
                                    row.instant(0), Merge.Cause.valueOf(row.text(1)), row.instantOrNull(2))));
        }
    }
}
