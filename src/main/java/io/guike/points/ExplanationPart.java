package io.guike.points;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * Who knows why points were given. The ledger keeps the id of the occasion alone, because it can forget nothing; what may
 * have to be forgotten is asked for when somebody reads it.
 */
public interface ExplanationPart {

    /** @return by {@link Earning#occasion}; those of others are left out */
    Uni<Map<UUID, Explanation>> explain(Collection<UUID> occasions);
}
