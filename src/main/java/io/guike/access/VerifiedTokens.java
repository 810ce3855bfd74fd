package io.guike.access;

import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Checks signatures, each only once: it costs more than all the rest of a small request. What was signed stays signed,
 * as long as the keys are those this process started with; whether the token has lapsed and its session is alive must
 * still be asked on each call.
 */
@Singleton
class VerifiedTokens {

    private static final int MOST = 2_000;

    @Inject
    JWTParser parser;

    /** By the whole token, signature and all; the one that was not used for longest goes first. */
    private final Map<String, JsonWebToken> verified = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JsonWebToken> eldest) {
            return size() > MOST;
        }
    };

    JsonWebToken parse(String token) throws ParseException {
        JsonWebToken known = known(token);
        if (known != null) {
            return known;
        }
        JsonWebToken parsed = parser.parse(token);
        synchronized (verified) {
            verified.put(token, parsed);
        }
        return parsed;
    }

    private @Nullable JsonWebToken known(String token) {
        synchronized (verified) {
            return verified.get(token);
        }
    }
}
