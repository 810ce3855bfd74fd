package io.guike.staff;

import io.guike.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role that somebody holds, held or will hold in a store.
 *
 * @param endsAt exclusive; null while open
 */
public record AssignmentView(
        UUID id,
        UUID storeId,
        String storeCode,
        String storeName,
        Role role,
        Instant startsAt,
        @Nullable Instant endsAt) {}
