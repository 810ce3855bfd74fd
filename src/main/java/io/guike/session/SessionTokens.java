package io.guike.session;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the tokens of sessions, and spends those that come back. */
@ApplicationScoped
class SessionTokens {

    private static final int REFRESH_BYTES = 32;

    @Inject
    Database database;

    @Inject
    Clock clock;

    Uni<Tokens> issue(Session session) {
        String refresh = Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.random(REFRESH_BYTES));
        return database.sql("insert into refresh_token (hash, session_id) values (:hash, :session)")
                .with("hash", hash(refresh))
                .with("session", session.id)
                .run()
                .map(stored -> new Tokens(
                        session.id,
                        session.subjectId,
                        accessToken(session),
                        session.audience.life().access().toSeconds(),
                        refresh));
    }

    /** Carries ids and nothing else; rights and names are looked up on each call. */
    private String accessToken(Session session) {
        Instant now = clock.instant();
        return Jwt.claims()
                .subject(session.originId.toString())
                .audience(session.audience.claim())
                .claim("sid", session.id.toString())
                .issuedAt(now)
                .expiresAt(now.plus(session.audience.life().access()))
                .sign();
    }

    /**
     * The caller holds the session, so of two at once one comes first.
     *
     * @return false for a token that was spent before
     */
    Uni<Boolean> spend(String hash) {
        return database.sql("update refresh_token set spent_at = :now where hash = :hash and spent_at is null")
                .with("now", clock.instant())
                .with("hash", hash)
                .run()
                .map(spent -> spent == 1);
    }

    Uni<@Nullable UUID> sessionOf(Audience audience, String hash) {
        return database.sql("""
                        select session.id from refresh_token token join session on session.id = token.session_id
                        where token.hash = :hash and session.audience = :audience""")
                .with("hash", hash)
                .with("audience", audience.name())
                .first(row -> row.uuid(0));
    }

    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
