package io.guike.member;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A capability that keeps something of people, and takes part when two are merged or parted again, in the transaction
 * that does it, with both people locked. What only has to follow its person is named; what needs a rule of its own has
 * it in the methods, which are called when the part's own belongings have moved.
 */
public interface MergePart {

    /** Before anything of the part moves, in a merge as in its undo: what is over happened to the people as they were. */
    default Uni<Void> settle(Merge merge) {
        return Uni.createFrom().voidItem();
    }

    default List<Belongings> belongings() {
        return List.of();
    }

    default Uni<Void> merged(Merge merge) {
        return Uni.createFrom().voidItem();
    }

    default Uni<Void> parted(Merge merge) {
        return Uni.createFrom().voidItem();
    }
}
