package io.guike.member;

import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.UUID;

/** A capability that keeps what a person allowed WeChat to tell us, and deletes it when they take that back. */
public interface RevokePart {

    Uni<Void> revoke(UUID person, Set<Revoked> what);

    /** What was taken back; the kinds of WeChat's RevokeInfo that we ever hold. */
    enum Revoked {
        PHONE,
        /** Nickname and picture, which we do not ask for, but a name may have come from them. */
        NAME,
        ADDRESS
    }
}
