package io.guike.member;

import io.smallrye.mutiny.Uni;

/**
 * A capability that keeps something of people, and takes part when two are merged or parted again. Both are called in
 * the transaction that does it, with both people locked. The rule for rows with {@code person_id} and {@code
 * origin_id}: merging gives the loser's to the survivor, parting gives back what has one of the loser's origins.
 */
public interface MergePart {

    Uni<Void> merged(Merge merge);

    Uni<Void> parted(Merge merge);
}
