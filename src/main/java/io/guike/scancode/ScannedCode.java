package io.guike.scancode;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a scan needs to know of its code.
 *
 * @param staffId null for a code without a salesperson
 * @param retiredAt null for an active code; scans of a retired one are recorded and change nothing
 * @param greeting template of the code's kind, for {@link Greetings#render}
 */
public record ScannedCode(
        UUID id,
        CodeKind kind,
        String name,
        UUID storeId,
        @Nullable UUID staffId,
        @Nullable Instant retiredAt,
        String greeting) {

    /** Whether it was in use then: what is told late may be older than the retirement. */
    public boolean isActiveAt(Instant time) {
        return retiredAt == null || retiredAt.isAfter(time);
    }

    public boolean active() {
        return retiredAt == null;
    }
}
