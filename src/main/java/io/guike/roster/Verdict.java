package io.guike.roster;

import io.guike.roster.Layout.Read;
import io.guike.vault.Vault;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be done with a line. */
sealed interface Verdict {

    /** How a name told twice is compared; the name itself is sealed elsewhere. */
    String NAME = "roster.name";

    /** A card that is nobody's: a new person, or whoever has shown the phone number before. */
    record Added(
            Entry entry,
            @Nullable String level,
            @Nullable UUID store,
            @Nullable UUID promoter,
            @Nullable UUID joins) implements Verdict {}

    /** An unclaimed card of which this list says something else than the one before. */
    record Changed(Entry entry, OfflineCard before, OfflineCard after) implements Verdict {}

    /** Nothing new of a card, claimed or not. */
    record Unchanged(Entry entry, OfflineCard card) implements Verdict {}

    /** @param keeps whether the line may be kept: not where its member was erased, or took the phone back */
    record Refused(Read read, List<Flaw> flaws, boolean keeps) implements Verdict {}

    /** Pure but for the hash of the name. */
    static Verdict of(Read read, Known known, Vault vault) {
        Entry entry = read.entry();
        if (entry == null) {
            return new Refused(read, read.flaws(), true);
        }
        OfflineCard card = known.cards().get(entry.card());
        if (card != null && card.phoneHash() == null) {
            return new Refused(read, List.of(Flaw.of(card.erased() ? Reason.ERASED : Reason.CARD_CLAIMED)), false);
        }
        List<Flaw> flaws = new ArrayList<>(read.flaws());
        flaws.addAll(known.collisions().getOrDefault(read.line(), List.of()));
        collisions(entry, card, known, flaws);
        unknown(entry, known, flaws);
        if (!flaws.isEmpty()) {
            return new Refused(read, List.copyOf(flaws), true);
        }
        UUID store = known.stores().get(entry.store());
        UUID promoter = known.promoters().get(entry.promoter());
        String level = known.level(entry.level());
        if (card == null) {
            var holder = known.holders().get(entry.phoneHash());
            return new Added(entry, level, store, promoter, holder == null ? null : holder.person());
        }
        OfflineCard told = told(entry, card, level, store, promoter, vault);
        if (told.equals(card)) {
            return new Unchanged(entry, card);
        }
        return known.claimed().contains(card.person())
                ? new Refused(read, List.of(Flaw.of(Reason.CARD_CLAIMED)), true)
                : new Changed(entry, card, told);
    }

    private static void collisions(Entry entry, @Nullable OfflineCard card, Known known, List<Flaw> flaws) {
        if (card == null ? known.taken().contains(entry.card()) : !card.isOf(entry.phoneHash())) {
            flaws.add(Flaw.of(Reason.CARD_OF_OTHER_PHONE, Layout.CARD.name()));
        }
        OfflineCard other = known.cardsByPhone().get(entry.phoneHash());
        if (other != null && !other.number().equals(entry.card())) {
            flaws.add(Flaw.of(Reason.PHONE_OF_OTHER_CARD, Layout.PHONE.name()));
        }
    }

    private static void unknown(Entry entry, Known known, List<Flaw> flaws) {
        if (!entry.level().isEmpty() && known.level(entry.level()) == null) {
            flaws.add(Flaw.of(Reason.LEVEL_UNKNOWN, Layout.LEVEL.name()));
        }
        if (!entry.store().isEmpty() && !known.stores().containsKey(entry.store())) {
            flaws.add(Flaw.of(Reason.STORE_UNKNOWN, Layout.STORE.name()));
        }
        if (!entry.promoter().isEmpty() && !known.promoters().containsKey(entry.promoter())) {
            flaws.add(Flaw.of(Reason.PROMOTER_UNKNOWN, Layout.PROMOTER.name()));
        }
    }

    /** The card as it would be after this line: an empty cell leaves what is there. */
    private static OfflineCard told(
            Entry entry,
            OfflineCard card,
            @Nullable String level,
            @Nullable UUID store,
            @Nullable UUID promoter,
            Vault vault) {
        Long points = entry.points();
        LocalDate since = entry.since();
        boolean sameStore = store == null || store.equals(card.store());
        return new OfflineCard(
                card.number(),
                card.origin(),
                card.person(),
                card.phoneHash(),
                entry.name().isEmpty() ? card.nameHash() : vault.fingerprint(NAME, entry.name()),
                level == null ? card.level() : level,
                points == null ? card.points() : points,
                store == null ? card.store() : store,
                promoter == null && sameStore ? card.promoter() : promoter,
                since == null ? card.since() : since,
                card.erased());
    }

    /** Whether a later list tells another owner. */
    static boolean movesOwner(Changed changed) {
        return !Objects.equals(changed.before().store(), changed.after().store())
                || !Objects.equals(changed.before().promoter(), changed.after().promoter());
    }
}
