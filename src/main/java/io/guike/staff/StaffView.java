package io.guike.staff;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of staff as head office sees them.
 *
 * @param leftAt null for those who are here
 * @param canSignIn whether there is a password
 * @param assignments those that run or are to come, oldest first
 */
public record StaffView(
        UUID id,
        String number,
        String name,
        boolean hq,
        Instant hiredAt,
        @Nullable Instant leftAt,
        boolean canSignIn,
        boolean mustChangePassword,
        int version,
        List<AssignmentView> assignments) {}
