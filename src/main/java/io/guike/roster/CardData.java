package io.guike.roster;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.member.RevokePart;
import io.guike.platform.Database;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
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
    Vault vault;

    @Inject
    Clock clock;

    /** @param points carried over from the old list */
    record CardView(String number, long points, @Nullable LocalDate since) {}

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("offline_card"));
    }

    /**
     * A keyed hash of the number stays, by which a later list is kept from bringing the person back; the number itself stands
     * on receipts and would lead to what stays of them.
     */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("select number from offline_card where person_id = :person and erased_at is null")
                .with("person", person)
                .list(row -> row.text(0))
                .chain(numbers -> forgetLines(person, numbers).chain(() -> forgetCards(numbers)));
    }

    private Uni<List<String>> phones(UUID person) {
        return database.sql("""
                        select hash from member_phone where person_id = :person
                        union select phone_hash from offline_card where person_id = :person and phone_hash is not null""").with("person", person).list(row -> row.text(0));
    }

    /** Of any run, also lines that could not be read but for a phone in them. */
    private Uni<Void> forgetLines(UUID person, List<String> numbers) {
        return phones(person)
                .call(phones -> forgetLines("phone_hash = any(cast(:these as text[]))", phones))
                .call(phones -> forgetLines("other_phones && cast(:these as text[])", phones))
                .chain(() -> forgetLines("card = any(cast(:these as text[]))", numbers));
    }

    private Uni<Void> forgetLines(String which, List<String> these) {
        return these.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.sql("delete from roster_quarantine where " + which)
                        .with("these", these)
                        .run()
                        .replaceWithVoid();
    }

    private Uni<Void> forgetCards(List<String> numbers) {
        return database.sql("""
                        update offline_card c set number = t.erased, phone_hash = null, name_hash = null, erased_at = :now
                        from unnest(cast(:numbers as text[]), cast(:erased as text[])) as t (number, erased)
                        where c.number = t.number""")
                .with("numbers", numbers)
                .with(
                        "erased",
                        numbers.stream()
                                .map(number -> OfflineCards.erased(vault, number))
                                .toList())
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    /** The card stays its member's; no list finds it by the number any more. */
    @Override
    public Uni<Void> revoke(UUID person, Set<Revoked> what, Instant before) {
        return what.contains(Revoked.PHONE)
                ? forgetLines(person, List.of()).chain(() -> forgetPhones(person))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> forgetPhones(UUID person) {
        return database.sql("update offline_card set phone_hash = null where person_id = :person")
                .with("person", person)
                .run()
                .replaceWithVoid();
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
