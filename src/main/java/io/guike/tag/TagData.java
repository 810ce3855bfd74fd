package io.guike.tag;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of the tags of people who are merged, parted or erased, and what a person may know of theirs. */
@ApplicationScoped
class TagData implements MergePart, ErasePart, ExportPart {

    @Inject
    Database database;

    record TagExport(String name, Instant since, @Nullable LocalDate until) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("member_tag"));
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("delete from member_tag where person_id = :person")
                .with("person", person)
                .run()
                .replaceWithVoid();
    }

    @Override
    public String section() {
        return "tags";
    }

    @Override
    public Uni<List<TagExport>> export(UUID person) {
        return database.sql("""
                        select t.name, m.since, m.until from member_tag m join tag t on t.code = m.tag
                        where m.person_id = :person order by m.since, t.code, m.origin_id""")
                .with("person", person)
                .list(row -> new TagExport(row.text(0), row.instant(1), row.isNull(2) ? null : row.date(2)));
    }
}
