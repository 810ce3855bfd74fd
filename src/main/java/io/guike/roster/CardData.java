package io.guike.roster;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.member.RevokePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of old cards, and of lines in quarantine, when people are merged, parted or erased, or take the phone back. */
@ApplicationScoped
@Priority(CardData.BEFORE_OTHERS)
class CardData implements MergePart, ErasePart, RevokePart, ExportPart {

    /** Quarantined lines of an erased person are found by their phone numbers, as long as these are there. */
    static final int BEFORE_OTHERS = 10;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @param points carried over from the old list */
    record CardView(String number, long points, @Nullable LocalDate since) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("offline_card"));
    }

    /** The number stays: by it a later list is kept from bringing the person back. */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("""
                        with hashes as (
                          select hash from member_phone where person_id = :person
                          union select phone_hash from offline_card where person_id = :person),
                        lines as (
                          delete from roster_quarantine where phone_hash in (select hash from hashes)
                            or card in (select number from offline_card where person_id = :person))
                        update offline_card set phone_hash = null, name_hash = null, erased_at = :now
                        where person_id = :person""")
                .with("person", person)
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    /** The card stays its member's; no list finds it by the number any more. */
    @Override
    public Uni<Void> revoke(UUID person, Set<Revoked> what) {
        return what.contains(Revoked.PHONE)
                ? database.sql("""
                                with lines as (
                                  delete from roster_quarantine where phone_hash in (
                                    select hash from member_phone where person_id = :person
                                    union select phone_hash from offline_card where person_id = :person))
                                update offline_card set phone_hash = null where person_id = :person""").with("person", person).run().replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    @Override
    public String section() {
        return "offlineCards";
    }

    @Override
    public Uni<List<CardView>> export(UUID person) {
        return database.sql("select number, points, since from offline_card where person_id = :person order by number")
                .with("person", person)
                .list(row -> new CardView(row.text(0), row.number(1), row.isNull(2) ? null : row.date(2)));
    }
}
