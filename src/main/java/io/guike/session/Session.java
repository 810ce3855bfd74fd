package io.guike.session;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One sign-in, from its proof to its end. */
@Entity
class Session {

    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    Audience audience;

    /** For whom it was opened; never changes. */
    UUID originId;

    /** Who that is now, after merges. */
    UUID subjectId;

    /** A single role that the session is good for; null for all that the subject has. */
    @Nullable
    String scope;

    Instant startedAt;
    Instant usedAt;

    @Nullable
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    @Nullable
    End endedBecause;

    protected Session() {}

    Session(UUID id, Audience audience, UUID subjectId, UUID originId, @Nullable String scope, Instant now) {
        this.id = id;
        this.audience = audience;
        this.subjectId = subjectId;
        this.originId = originId;
        this.scope = scope;
        this.startedAt = now;
        this.usedAt = now;
    }

    boolean isOver() {
        return endedAt != null;
    }

    /** @return whether it could be prolonged; a session that lapsed is over from now on */
    boolean use(Instant now) {
        if (!isOver() && audience.life().isOver(startedAt, usedAt, now)) {
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
}
