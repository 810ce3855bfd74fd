package io.guike.pos;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client as head office sees it.
 *
 * @param stores those it reaches by name; none where it reaches all
 * @param secrets the live ones, oldest first
 */
public record PosClientView(
        UUID id,
        String name,
        List<Right> rights,
        boolean allStores,
        List<ReachedStore> stores,
        List<LiveSecret> secrets,
        Instant createdAt,
        int version) {

    /** A store by its id and what people call it. */
    public record ReachedStore(UUID id, String code, String name) {}

    /** @param usedAt when it last signed a request, to about ten minutes; null where it never did */
    public record LiveSecret(
            String keyId, Instant madeAt, @Nullable Instant usedAt) {}
}
