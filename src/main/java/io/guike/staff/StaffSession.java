package io.guike.staff;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One sign-in of a member of staff, from its password to its end. */
@Entity
class StaffSession {

    static final Duration LONGEST_IDLE = Duration.ofDays(14);
    static final Duration LONGEST = Duration.ofDays(60);

    /** Why a session ended. */
    enum End {
        SIGNED_OUT,
        TOKEN_REUSED,
        PASSWORD_CHANGED,
        LEFT,
        LAPSED
    }

    @Id
    UUID id;

    UUID staffId;
    Instant startedAt;
    Instant usedAt;

    @Nullable
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    @Nullable
    End endedBecause;

    protected StaffSession() {}

    StaffSession(UUID id, UUID staffId, Instant now) {
        this.id = id;
        this.staffId = staffId;
        this.startedAt = now;
        this.usedAt = now;
    }

    boolean isOver() {
        return endedAt != null;
    }

    /** @return whether it could be prolonged; a session that lapsed is over from now on */
    boolean use(Instant now) {
        if (!isOver() && (lapsed(usedAt, LONGEST_IDLE, now) || lapsed(startedAt, LONGEST, now))) {
            end(End.LAPSED, now);
        }
        if (isOver()) {
            return false;
        }
        usedAt = now;
        return true;
    }

    void end(End because, Instant now) {
        if (!isOver()) {
            endedAt = now;
            endedBecause = because;
        }
    }

    private static boolean lapsed(Instant since, Duration life, Instant now) {
        return !now.isBefore(since.plus(life));
    }
}
