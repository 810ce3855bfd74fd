package io.guike.session;

import java.util.UUID;

/**
 * What a session gives its owner.
 *
 * @param subject whose session it is at this moment
 * @param expiresInSeconds life of the access token
 */
public record Tokens(UUID session, UUID subject, String accessToken, long expiresInSeconds, String refreshToken) {

    /** Keeps the tokens out of logs. */
    @Override
    public String toString() {
        return "Tokens of session " + session;
    }
}
