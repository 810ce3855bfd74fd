package io.guike.attribution;

import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;

/**
 * What a merge of two people means for their owners: the facts of both become one person's, and decide anew. So the
 * policy itself says which attribution wins, as if both had been one from the beginning; parting decides both anew from
 * what came to each.
 */
@ApplicationScoped
class OwnerMerging implements MergePart {

    @Inject
    Database database;

    @Inject
    Facts facts;

    @Inject
    Ownerships ownerships;

    @Override
    public Uni<Void> merged(Merge merge) {
        return ownerships
                .take(List.of(merge.survivor(), merge.loser()))
                .chain(kept -> kept.stream().anyMatch(one -> one.personId().equals(merge.loser()))
                        ? unite(merge)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> unite(Merge merge) {
        return facts.give(merge.loser(), merge.origins(), merge.survivor())
                .chain(() -> ownerships.drop(merge.loser(), Cause.MERGE))
                .chain(() -> ownerships.make(merge.survivor()))
                .chain(() -> decide(List.of(merge.survivor()), Cause.MERGE));
    }

    @Override
    public Uni<Void> parted(Merge merge) {
        return ownerships
                .take(merge.survivor())
                .chain(() -> facts.give(merge.survivor(), merge.origins(), merge.loser()))
                .chain(moved -> moved == 0 ? Uni.createFrom().voidItem() : divide(merge));
    }

    /** Whoever has no facts left never was anybody's customer, and leaves the lists. */
    private Uni<Void> divide(Merge merge) {
        return ownerships
                .make(merge.loser())
                .chain(() -> facts.has(merge.survivor()))
                .chain(some -> some
                        ? decide(List.of(merge.survivor(), merge.loser()), Cause.PART)
                        : ownerships
                                .drop(merge.survivor(), Cause.PART)
                                .chain(() -> decide(List.of(merge.loser()), Cause.PART)));
    }

    private Uni<Void> decide(List<UUID> people, Cause cause) {
        return ownerships
                .take(people)
                .chain(kept -> ownerships.decide(kept, cause))
                .replaceWithVoid();
    }
}
