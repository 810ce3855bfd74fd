package io.guike.wechat;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a person did in WeChat, authentic and told once.
 *
 * @param id of the inbox row: the fact that listeners may refer to
 * @param openid of the person in the account {@code appid}
 * @param scene of the scanned code; null unless a parametric code was scanned
 * @param text what was written, the key of the menu entry, or what was taken back
 * @param at when it happened, by WeChat's clock (whole seconds)
 * @param receivedAt when it first reached us
 */
public record Inbound(
        UUID id,
        String appid,
        String openid,
        Kind kind,
        @Nullable String scene,
        @Nullable String text,
        Instant at,
        Instant receivedAt) {

    /** What the person did. */
    public enum Kind {
        /** Began to follow; {@code scene} tells whether a code led there. */
        FOLLOWED,
        UNFOLLOWED,
        /** Scanned a parametric code while already following. */
        SCANNED,
        WROTE,
        TAPPED_MENU,
        /** Took back what WeChat may tell us, or changed it; {@code text} is WeChat's RevokeInfo. */
        AUTHORIZATION_REVOKED,
        /** Closed their account with the mini-program: whatever we hold of them has to go. */
        ACCOUNT_CLOSED,
        OTHER
    }
}
