package io.guike.signin;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Sign-ins of browsers that are on their way to WeChat and back. */
@ApplicationScoped
class WebSignIns {

    static final Duration LIFE = Duration.ofMinutes(10);

    private static final int STATE_BYTES = 24;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /** @return the state to send along: letters and digits, as WeChat wants it */
    Uni<String> begin(String challenge, String page) {
        String state = HexFormat.of().formatHex(Ids.random(STATE_BYTES));
        return database.sql("""
                        insert into web_sign_in (state_hash, challenge, page, expires_at)
                        values (:state, :challenge, :page, :expires)""")
                .with("state", HexFormat.of().formatHex(sha256(state)))
                .with("challenge", challenge)
                .with("page", page)
                .with("expires", clock.instant().plus(LIFE))
                .run()
                .replaceWith(state);
    }

    /** Asked before WeChat is: a stranger's callback must not use up the code that came with it. */
    Uni<Boolean> isOpen(String state, String verifier) {
        return mine("select page from web_sign_in", "", state, verifier).map(page -> page != null);
    }

    /** @return the page it began on; null where another request was first, so that a state works once */
    Uni<@Nullable String> take(String state, String verifier) {
        return mine("delete from web_sign_in", " returning page", state, verifier);
    }

    private Uni<@Nullable String> mine(String what, String then, String state, String verifier) {
        return database.sql(what + " where state_hash = :state and challenge = :challenge and expires_at > :now" + then)
                .with("state", HexFormat.of().formatHex(sha256(state)))
                .with("challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier)))
                .with("now", clock.instant())
                .first(row -> row.text(0));
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.sql("delete from web_sign_in where expires_at < :now")
                .with("now", clock.instant())
                .run()
                .replaceWithVoid();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
