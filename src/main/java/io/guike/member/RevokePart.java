package io.guike.member;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** A capability that keeps what a person allowed WeChat to tell us, and deletes it when they take that back. */
public interface RevokePart {

    /**
     * @param person the living one, held
     * @param before what was allowed anew since then stays: WeChat's message may come late
     */
    Uni<Void> revoke(UUID person, Set<Revoked> what, Instant before);

    /** What was taken back; the kinds of WeChat's RevokeInfo that we ever hold. */
    enum Revoked {
        PHONE,
        /** Nickname and picture, which we do not ask for, but a name may have come from them. */
        NAME,
        ADDRESS
    }
}
