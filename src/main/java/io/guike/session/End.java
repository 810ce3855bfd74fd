package io.guike.session;

/** Why a session ended. */
public enum End {
    SIGNED_OUT,
    TOKEN_REUSED,
    PASSWORD_CHANGED,
    /** A member of staff left the chain. */
    LEFT,
    LAPSED
}
