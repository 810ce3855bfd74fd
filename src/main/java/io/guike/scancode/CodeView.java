package io.guike.scancode;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A code as lists show it.
 *
 * @param name what its makers call it
 * @param shortCode eight readable letters, printed below the picture
 */
public record CodeView(
        UUID id,
        CodeKind kind,
        String name,
        UUID storeId,
        String storeCode,
        String storeName,
        @Nullable UUID staffId,
        @Nullable String staffName,
        String shortCode,
        State state,
        Instant createdAt,
        @Nullable Instant retiredAt,
        List<MediumView> media) {

    /** A code begins active; retired is final. */
    public enum State {
        ACTIVE,
        RETIRED
    }

    /**
     * @param ready whether there is a picture to be had
     * @param permanent false for a service-account code that is made anew from time to time
     * @param expiresAt when the present picture lapses; null where it does not, or there is none yet
     * @param content what the picture holds, where it is drawn here
     * @param error why WeChat did not make it, once nobody tries any more
     */
    public record MediumView(
            Medium medium,
            boolean ready,
            boolean permanent,
            @Nullable Instant expiresAt,
            @Nullable String content,
            @Nullable String error) {}
}
