package io.guike.lapsenotice;

import io.guike.member.ErasePart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;

/** Reminders go with the points they are about: to the survivor of a merge, and nowhere after an erasure. */
@ApplicationScoped
class ReminderData implements MergePart, ErasePart {

    @Inject
    Database database;

    /** Those that were told as well: whoever was told of a day is not told again. */
    @Override
    public Uni<Void> merged(Merge merge) {
        return database.sql("""
                        update points_reminder r set person_id = :survivor where person_id = :loser
                          and not exists (select 1 from points_reminder other
                            where other.person_id = :survivor and other.expires_at = r.expires_at)""")
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .run()
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("delete from points_reminder where person_id = :person")
                .with("person", person)
                .run()
                .replaceWithVoid();
    }
}
