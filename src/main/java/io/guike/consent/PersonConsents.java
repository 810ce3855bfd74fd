package io.guike.consent;

import io.guike.consent.Guardians.GuardianView;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Consents when people are merged, parted, erased, or ask for everything. */
@ApplicationScoped
class PersonConsents implements MergePart, ErasePart, ExportPart {

    @Inject
    Database database;

    @Inject
    Guardians guardians;

    @Inject
    Clock clock;

    /** One word, oldest first. */
    record SaidView(
            Purpose purpose,
            int textVersion,
            boolean given,
            Source source,
            Instant at,
            @Nullable UUID guardianId) {}

    record SectionView(List<SaidView> consents, List<GuardianView> guardians) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("consent_guardian"), Belongings.in("consent"));
    }

    /** That somebody agreed, and that a guardian did, remains as a record that names nobody; nothing is allowed any more. */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("""
                        with guardians as (
                          update consent_guardian set name = null, phone = null where person_id = :person)
                        insert into consent (person_id, origin_id, purpose, text_version, given, source, at)
                        select :person, :person, last.purpose, last.text_version, false, :source, :now from (
                          select distinct on (purpose) purpose, text_version, given from consent
                          where person_id = :person order by purpose, number desc) last
                        where last.given""")
                .with("person", person)
                .with("source", Source.ERASURE.name())
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    @Override
    public String section() {
        return "consents";
    }

    @Override
    public Uni<SectionView> export(UUID person) {
        return database.sql("""
                        select purpose, text_version, given, source, at, guardian_id from consent
                        where person_id = :person order by number""")
                .with("person", person)
                .list(PersonConsents::said)
                .chain(said -> guardians.of(person).map(found -> new SectionView(said, found)));
    }

    private static SaidView said(Row row) {
        return new SaidView(
                Purpose.valueOf(row.text(0)),
                row.integer(1),
                row.flag(2),
                Source.valueOf(row.text(3)),
                row.instant(4),
                row.uuidOrNull(5));
    }
}
