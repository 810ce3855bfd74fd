package io.guike.claim;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * A capability that puts people into segments (人群标签), by which a template may choose its audience. Without any, a
 * template for a segment is for nobody to claim.
 */
public interface TagPart {

    /** Those of the people who carry the tag now; joins the caller's transaction. */
    Uni<Set<UUID>> carrying(String tag, Collection<UUID> people);

    /** Whether there is such a segment, so that a template may be for it from now on. */
    Uni<Boolean> known(String tag);
}
