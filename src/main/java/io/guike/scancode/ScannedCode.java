package io.guike.scancode;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a scan needs to know of its code.
 *
 * @param staffId null for a code without a salesperson
 * @param active false for a retired code, whose scans are recorded and change nothing
 * @param greeting template of the code's kind, for {@link Greetings#render}
 */
public record ScannedCode(
        UUID id,
        CodeKind kind,
        String name,
        UUID storeId,
        @Nullable UUID staffId,
        boolean active,
        String greeting) {}
