package io.guike.phone;

import io.guike.access.Network;
import io.guike.access.RateLimits;
import io.guike.access.RateLimits.Limit;
import io.guike.platform.Database;
import io.guike.vault.PhoneNumber;
import io.guike.vault.Vault;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatProblem;
import io.guike.wechat.WeChatRefused;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The numbers that people chose to show. WeChat is asked once for each code, and paid once. */
@ApplicationScoped
public class PhoneProofs {

    private static final Logger LOG = Logger.getLogger(PhoneProofs.class);

    /** Of one account, also across erasures: whoever presses the button more often in a day burns our money. */
    private static final Limit PER_PERSON = new Limit("phone-code-person", 10, Duration.ofDays(1));

    /** WeChat's day and minute limits: whoever asks often brings them about. */
    private static final Set<Integer> QUOTAS = Set.of(45009, 45011);

    private static final String FIELD = "phone.proof";
    private static final Duration KEPT = Duration.ofDays(1);

    @ConfigProperty(name = "guike.phone.per-address", defaultValue = "600")
    int perAddress;

    @Inject
    WeChat wechat;

    @Inject
    RateLimits limits;

    @Inject
    Vault vault;

    @Inject
    Database database;

    @Inject
    Clock clock;

    /**
     * Who shows a number.
     *
     * @param origin of the session
     * @param openid of the mini-program
     * @param address of the device, for the limit
     */
    public record Asker(UUID origin, String openid, String address) {

        @Override
        public String toString() {
            return "Asker " + origin;
        }
    }

    private record Proof(UUID origin, byte[] sealed) {}

    /**
     * Must not be called within a transaction, and by one request of a person at a time ({@link Turns}).
     *
     * @throws io.guike.platform.Problem {@code wechat.code-invalid} also for a code of somebody else's button, {@code
     *     request.too-many}; WeChat's own
     */
    public Uni<PhoneNumber> number(Asker asker, String code) {
        String hash = hash(code);
        return database.sql("select origin_id, sealed from phone_proof where code_hash = :hash and proved_at > :since")
                .with("hash", hash)
                .with("since", clock.instant().minus(KEPT))
                .first(row -> new Proof(row.uuid(0), row.bytes(1)))
                .chain(proof -> proof == null ? ask(asker, code, hash) : open(asker, proof));
    }

    private Uni<PhoneNumber> open(Asker asker, Proof proof) {
        if (!proof.origin().equals(asker.origin())) {
            throw WeChatProblem.CODE_INVALID.problem();
        }
        return vault.open(proof.origin(), FIELD, proof.sealed())
                .onItem()
                .ifNull()
                .failWith(WeChatProblem.CODE_INVALID::problem)
                .map(PhoneNumber::new);
    }

    private Uni<PhoneNumber> ask(Asker asker, String code, String hash) {
        return limits.count(PER_PERSON, hash(asker.openid()))
                .chain(() -> limits.count(byAddress(), Network.of(asker.address())))
                .chain(() -> wechat.phone(code, asker.openid()))
                .onFailure(PhoneProofs::isWeChats)
                .call(() -> limits.forgive(PER_PERSON, hash(asker.openid())))
                .map(PhoneNumber::read)
                .call(number -> keepIfPossible(asker.origin(), hash, number));
    }

    /** It is paid for and WeChat tells it once: what only is slow at this moment must not lose it. */
    private Uni<Void> keepIfPossible(UUID origin, String hash, PhoneNumber number) {
        return keep(origin, hash, number)
                .onFailure(Database::isPassing)
                .invoke(failure -> LOG.warnf("A number is used without being kept for repeats: %s", failure))
                .onFailure(Database::isPassing)
                .recoverWithNull();
    }

    /** Trouble of WeChat's own must not use up anybody's tries; a quota that was used up is no such trouble. */
    private static boolean isWeChats(Throwable failure) {
        return failure instanceof WeChatRefused refused && refused.isPassing() && !QUOTAS.contains(refused.errcode());
    }

    private Limit byAddress() {
        return new Limit("phone-code-address", perAddress, Duration.ofMinutes(10));
    }

    private Uni<Void> keep(UUID origin, String hash, PhoneNumber number) {
        return database.tx(session -> vault.seal(origin, FIELD, number.e164())
                .chain(bytes -> database.sql("""
                                insert into phone_proof (code_hash, origin_id, sealed, proved_at)
                                values (:hash, :origin, :sealed, :now) on conflict (code_hash) do nothing""")
                        .with("hash", hash)
                        .with("origin", origin)
                        .with("sealed", bytes)
                        .with("now", clock.instant())
                        .run())
                .replaceWithVoid());
    }

    @Scheduled(every = "10m", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.sql("""
                        delete from phone_proof where code_hash in (
                          select code_hash from phone_proof where proved_at < :before limit 5000)""")
                .with("before", clock.instant().minus(KEPT))
                .run()
                .replaceWithVoid();
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
