package io.guike.cardcode;

import io.guike.cardcode.CardCode.Signed;
import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Card codes: made for a member's screen, read at the till. */
@Singleton
public class CardCodes {

    /** How long a code is good from the second it was issued. */
    public static final Duration VALIDITY = Duration.ofMinutes(2);
    /** How much later a code may still come in that a till captured in time and could not send. */
    public static final Duration OFFLINE_GRACE = Duration.ofMinutes(10);
    /** By how much clocks may differ: a code may come from so far ahead, and be so much older than it may. */
    public static final Duration SKEW = Duration.ofSeconds(10);

    /** How long a replica may go on signing with a key whose time is over. */
    static final Duration LATE_SIGNATURES = Duration.ofMinutes(5);

    /** As long as an idempotent request may be sent again. */
    private static final Duration USES_KEPT = Duration.ofDays(3);

    private final Database database;
    private final CardKeys keys;
    private final Clock clock;

    @Inject
    CardCodes(Database database, CardKeys keys, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A code for the screen.
     *
     * @param code 130 characters that go into a QR code as they are
     */
    public record Code(String code, Instant expiresAt) {}

    /**
     * What a genuine code says.
     *
     * @param origin of the session that showed it. {@code Members.living} tells who that is now, also where people were
     *     merged or parted since
     * @param nonce 16 hex digits that no other code of the key has
     */
    public record Read(UUID origin, Instant issuedAt, String nonce) {

        static Read of(CardCode code) {
            return new Read(code.origin(), code.issuedAt(), HexFormat.of().toHexDigits(code.nonce()));
        }
    }

    private record Use(String client, String reference) {}

    /** @param origin of the member's session, which stays whom it came to whatever is merged or parted */
    public Uni<Code> make(UUID origin) {
        return keys.signer().map(signer -> {
            CardCode code = CardCode.of(origin, signer.number(), clock.instant());
            return new Code(code.signed(signer.key()), code.issuedAt().plus(VALIDITY));
        });
    }

    /**
     * Who shows the code; it can be read as often as one likes.
     *
     * @throws io.guike.platform.Problem {@code cardcode.invalid}, {@code cardcode.expired}
     */
    public Uni<Read> read(String code) {
        return verified(code).invoke(read -> mustBeFresh(read, VALIDITY)).map(Read::of);
    }

    /**
     * Marks the code as used for value, once, in the caller's transaction. The same client and reference may come again
     * and get the same answer, also when the code has expired since.
     *
     * @param client who uses it, as the till's system in one of its stores
     * @param reference what for, unique at the client: the number of a receipt
     * @param offlineGrace whether the client captured the code while it was offline, and may be late by {@link
     *     #OFFLINE_GRACE}
     * @throws io.guike.platform.Problem {@code cardcode.invalid}, {@code cardcode.expired}, {@code cardcode.used}
     */
    public Uni<Read> use(String code, String client, String reference, boolean offlineGrace) {
        Use use = new Use(client, reference);
        Duration age = offlineGrace ? VALIDITY.plus(OFFLINE_GRACE) : VALIDITY;
        return verified(code)
                .chain(read -> database.tx(() -> used(read)
                                .chain(earlier -> earlier == null ? mark(read, use, age) : same(earlier, use)))
                        .replaceWith(Read.of(read)));
    }

    private Uni<CardCode> verified(String text) {
        Signed signed = CardCode.parse(text);
        if (signed == null) {
            throw CardCodeProblem.INVALID.problem();
        }
        return keys.find(signed.code().keyNumber()).map(key -> {
            if (key == null || !isOf(key, signed.code()) || !signed.isBy(key.publicKey())) {
                throw CardCodeProblem.INVALID.problem();
            }
            return signed.code();
        });
    }

    /** A key that was stolen after its time makes no codes. */
    private static boolean isOf(CardKey key, CardCode code) {
        Instant until = key.signsUntil();
        return until == null || code.issuedAt().isBefore(until.plus(LATE_SIGNATURES));
    }

    private void mustBeFresh(CardCode code, Duration age) {
        Instant now = clock.instant();
        if (code.issuedAt().isAfter(now.plus(SKEW))) {
            throw CardCodeProblem.INVALID.problem();
        }
        if (now.isAfter(code.issuedAt().plus(age).plus(SKEW))) {
            throw CardCodeProblem.EXPIRED.problem();
        }
    }

    private Uni<@Nullable Use> used(CardCode code) {
        return database.sql("select client, reference from card_code_use where key_number = :key and nonce = :nonce")
                .with("key", code.keyNumber())
                .with("nonce", code.nonce())
                .first(row -> new Use(row.text(0), row.text(1)));
    }

    /** Whoever comes second waits for the first to commit, and then sees who it was. */
    private Uni<Void> mark(CardCode code, Use use, Duration age) {
        mustBeFresh(code, age);
        return database.sql("""
                        insert into card_code_use (key_number, nonce, client, reference, used_at)
                        values (:key, :nonce, :client, :reference, :now) on conflict (key_number, nonce) do nothing""")
                .with("key", code.keyNumber())
                .with("nonce", code.nonce())
                .with("client", use.client())
                .with("reference", use.reference())
                .with("now", clock.instant())
                .run()
                .chain(marked ->
                        marked == 1 ? Uni.createFrom().voidItem() : used(code).chain(first -> same(first, use)));
    }

    private static Uni<Void> same(@Nullable Use first, Use use) {
        if (!use.equals(first)) {
            throw CardCodeProblem.USED.problem();
        }
        return Uni.createFrom().voidItem();
    }

    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return database.sql("""
                        delete from card_code_use where (key_number, nonce) in (
                          select key_number, nonce from card_code_use where used_at < :before limit 5000)""")
                .with("before", clock.instant().minus(USES_KEPT))
                .run()
                .replaceWithVoid();
    }
}
