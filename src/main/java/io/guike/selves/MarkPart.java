package io.guike.selves;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** A capability with limits for a person that have to outlive an erasure. */
public interface MarkPart {

    /** What counts against such limits, before anything of the person goes. */
    Uni<List<Mark>> marks(UUID person);

    /**
     * Which subjects, of marks without an end, nobody can have anything of any more.
     *
     * @param subjects of all capabilities; those of others are left out
     */
    default Uni<List<String>> over(Collection<String> subjects) {
        return Uni.createFrom().item(List.of());
    }
}
