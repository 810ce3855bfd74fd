package io.guike.roster;

import io.guike.member.OfflinePeople;
import io.guike.membership.Enrolments;
import io.guike.membership.Levels;
import io.guike.phone.ToldNumbers;
import io.guike.phone.ToldNumbers.HolderView;
import io.guike.roster.Layout.Read;
import io.guike.staff.StaffMembers;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks up what there is to know about some lines, with one statement a question. */
@ApplicationScoped
class Knowledge {

    @Inject
    Lines lines;

    @Inject
    OfflineCards cards;

    @Inject
    Stores stores;

    @Inject
    StaffMembers staff;

    @Inject
    Levels levels;

    @Inject
    Enrolments enrolments;

    @Inject
    ToldNumbers numbers;

    @Inject
    OfflinePeople people;

    /** What the chain is made of. */
    private record Chain(Map<String, UUID> stores, Map<String, UUID> promoters, List<Levels.Level> levels) {}

    /**
     * Whose the numbers and cards are.
     *
     * @param holders of numbers without an old card, by phone hash
     * @param claimed owners of cards who have an account in WeChat
     */
    private record Owners(Map<String, HolderView> holders, Set<UUID> claimed) {

        /** Who is joined with a new card, and whom a list may tell something new of: must stay who they are. */
        Set<UUID> concerned(List<OfflineCard> found) {
            return Stream.concat(
                            holders.values().stream().map(HolderView::person),
                            found.stream()
                                    .filter(card -> card.phoneHash() != null && !card.erased())
                                    .map(OfflineCard::person)
                                    .filter(person -> !claimed.contains(person)))
                    .collect(Collectors.toSet());
        }
    }

    /** In the caller's transaction; who may be changed by these lines is held when it returns, all of them at once. */
    Uni<Known> of(RosterRun run, List<Read> reads) {
        List<Entry> entries =
                reads.stream().map(Read::entry).filter(Objects::nonNull).toList();
        Set<String> hashes = all(entries, Entry::phoneHash);
        return chain(entries)
                .chain(chain -> cards.find(all(entries, Entry::card), hashes)
                        .chain(found -> enrolments
                                .taken(all(entries, Entry::card))
                                .chain(taken -> owners(hashes, found)
                                        .chain(owners -> collisions(run, reads)
                                                .map(collisions -> new Known(
                                                        collisions,
                                                        chain.stores(),
                                                        chain.promoters(),
                                                        chain.levels(),
                                                        byNumber(found),
                                                        byPhone(found),
                                                        taken,
                                                        owners.holders(),
                                                        owners.claimed()))))));
    }

    private Uni<Chain> chain(List<Entry> entries) {
        return stores.idsOf(all(entries, Entry::store))
                .chain(codes -> staff.idsOf(all(entries, Entry::promoter))
                        .chain(promoters -> levels.all().map(known -> new Chain(codes, promoters, known))));
    }

    private Uni<Owners> owners(Set<String> hashes, List<OfflineCard> found) {
        Map<String, OfflineCard> known = byPhone(found);
        List<String> open =
                hashes.stream().filter(hash -> !known.containsKey(hash)).toList();
        return numbers.holders(open)
                .chain(holders -> people.withAccounts(
                                found.stream().map(OfflineCard::person).collect(Collectors.toSet()))
                        .map(claimed -> new Owners(holders, claimed)))
                .call(owners -> people.hold(owners.concerned(found)).invoke(same -> {
                    if (!same) {
                        throw new IllegalStateException("somebody was merged meanwhile");
                    }
                }));
    }

    private Uni<Map<Long, List<Flaw>>> collisions(RosterRun run, List<Read> reads) {
        return reads.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : lines.collisions(
                        run.id(),
                        reads.get(0).line(),
                        reads.get(reads.size() - 1).line());
    }

    private static Set<String> all(Collection<Entry> entries, Function<Entry, String> part) {
        return entries.stream().map(part).filter(text -> !text.isEmpty()).collect(Collectors.toSet());
    }

    private static Map<String, OfflineCard> byNumber(List<OfflineCard> found) {
        return found.stream().collect(Collectors.toMap(OfflineCard::number, Function.identity()));
    }

    private static Map<String, OfflineCard> byPhone(List<OfflineCard> found) {
        Map<String, OfflineCard> byPhone = new HashMap<>();
        for (OfflineCard card : found) {
            String hash = card.phoneHash();
            if (hash != null) {
                byPhone.put(hash, card);
            }
        }
        return byPhone;
    }
}
