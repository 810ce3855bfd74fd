package io.guike.member;

import io.guike.access.Caller;
import io.guike.support.Run;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Merges people and undoes it as head office does, without signing in for each. */
@ApplicationScoped
public class Partings {

    @Inject
    Merges merges;

    public void undo(UUID merge) {
        Run.now(() -> parting(merge));
    }

    /** @return the merge; refused with {@code member.same} where they are one already */
    public Uni<UUID> merging(UUID one, UUID other) {
        return merges.byHand(one, other, Caller.SYSTEM, "测试").map(Merges.MergeView::id);
    }

    /** @return the merge; refused with {@code member.merge-undone} where it was undone already */
    public Uni<UUID> parting(UUID merge) {
        return merges.undo(merge, Caller.SYSTEM, "测试").map(Merges.MergeView::id);
    }
}
