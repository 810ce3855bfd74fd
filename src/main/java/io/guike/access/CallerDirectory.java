package io.guike.access;

import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Knows the callers of one kind; implemented by the capability that owns them. */
public interface CallerDirectory {

    /** The {@code aud} of the tokens this directory answers for. */
    String audience();

    /**
     * @param session the token's session, which the directory checks to be alive
     * @return the caller with the rights of now; null where the token is no longer good
     */
    Uni<@Nullable Caller> find(UUID id, UUID session);
}
