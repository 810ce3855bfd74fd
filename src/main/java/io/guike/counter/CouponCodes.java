package io.guike.counter;

import io.guike.coupon.CouponState;
import io.guike.coupon.HeldCoupon;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.vault.Vault;
import io.guike.wallet.Wallet;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The codes that members show at the counter: twelve digits that live two minutes, one for each coupon at a time. Only
 * their keyed hash is kept, so whoever reads the database shows nothing.
 */
@ApplicationScoped
class CouponCodes {

    static final Duration LIFE = Duration.ofMinutes(2);

    /** For staff to look at what they found and ask what the customer buys; the screen may have gone dark meanwhile. */
    static final Duration TO_CONFIRM = Duration.ofMinutes(5);

    /** How a scanner knows the code from other things in a QR code. */
    static final String PREFIX = "GKC.";

    private static final BigInteger MANY = BigInteger.TEN.pow(12);
    private static final String FIELD = "counter.code";
    private static final int MOST_TRIES = 3;
    private static final int BATCH = 1000;

    @Inject
    Database database;

    @Inject
    Wallet wallet;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    /**
     * A code for the screen.
     *
     * @param qr the text of the QR code
     */
    record CodeView(String code, String qr, Instant expiresAt) {

        @Override
        public String toString() {
            return "CodeView[]";
        }
    }

    /**
     * A fresh code, in place of the one shown before.
     *
     * @throws io.guike.platform.Problem {@code coupon.unknown}, {@code coupon.not-usable}
     */
    Uni<CodeView> make(UUID person, UUID coupon) {
        return wallet.own(person, coupon)
                .invoke(this::mustBeUsable)
                .chain(() -> show(coupon))
                .onFailure(Database::isDuplicate)
                .retry()
                .atMost(MOST_TRIES);
    }

    private void mustBeUsable(HeldCoupon coupon) {
        Instant now = clock.instant();
        if (coupon.at(now) != CouponState.ISSUED || !coupon.window().holds(now)) {
            throw CounterProblem.NOT_USABLE.because(coupon.at(now).name());
        }
    }

    private Uni<CodeView> show(UUID coupon) {
        return Uni.createFrom().deferred(() -> {
            String code = digits();
            Instant until = clock.instant().plus(LIFE);
            return database.sql("""
                            insert into coupon_code (code_hash, coupon_id, expires_at) values (:hash, :coupon, :until)
                            on conflict (coupon_id) where checked_store_id is null
                            do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at""")
                    .with("hash", hash(code))
                    .with("coupon", coupon)
                    .with("until", until)
                    .run()
                    .replaceWith(new CodeView(code, PREFIX + code, until));
        });
    }

    /** All digits alike: the remainder of 128 random bits favours none that anybody could use. */
    private static String digits() {
        BigInteger number = new BigInteger(1, Ids.random(16)).mod(MANY);
        return "%012d".formatted(number);
    }

    private String hash(String digits) {
        return vault.fingerprint(FIELD, digits);
    }

    /** As a scanner reads it or a hand types it, with blanks between the groups. */
    static String digitsOf(String text) {
        String bare = text.strip().replace(" ", "").replace("-", "");
        return bare.startsWith(PREFIX) ? bare.substring(PREFIX.length()) : bare;
    }

    /**
     * A coupon that a store may confirm.
     *
     * @param until five minutes from the first check: staff who look again and again do not keep a code for ever
     */
    record Held(UUID coupon, Instant until) {}

    /**
     * The coupon behind a code, which from now on is this store's alone, also when the screen shows another one meanwhile.
     * Null where there is none.
     */
    Uni<@Nullable Held> check(String text, UUID store) {
        return database.sql("""
                        update coupon_code set checked_store_id = :store,
                          expires_at = case when checked_store_id is null then :until else expires_at end
                        where code_hash = :hash and expires_at > :now and coalesce(checked_store_id, :store) = :store
                        returning coupon_id, expires_at""")
                .with("store", store)
                .with("until", clock.instant().plus(TO_CONFIRM))
                .with("hash", hash(digitsOf(text)))
                .with("now", clock.instant())
                .first(row -> new Held(row.uuid(0), row.instant(1)));
    }

    /**
     * The coupon behind a code that the store has checked.
     *
     * @throws io.guike.platform.Problem {@code coupon.code-invalid}
     */
    Uni<UUID> checked(String text, UUID store) {
        return database.sql("""
                        select coupon_id from coupon_code
                        where code_hash = :hash and expires_at > :now and checked_store_id = :store""")
                .with("hash", hash(digitsOf(text)))
                .with("now", clock.instant())
                .with("store", store)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(CounterProblem.CODE_INVALID::problem);
    }

    /**
     * All codes of a coupon that the caller holds and uses. Whoever waited for it while this very code was spent, and the
     * use undone, comes too late.
     *
     * @throws io.guike.platform.Problem {@code coupon.code-invalid}
     */
    Uni<Void> spend(String text, UUID coupon) {
        return database.sql("delete from coupon_code where coupon_id = :coupon returning code_hash")
                .with("coupon", coupon)
                .list(row -> row.text(0))
                .invoke(spent -> {
                    if (!spent.contains(hash(digitsOf(text)))) {
                        throw CounterProblem.CODE_INVALID.problem();
                    }
                })
                .replaceWithVoid();
    }

    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return Database.whileMore(() -> database.sql("""
                        delete from coupon_code where code_hash in (
                          select code_hash from coupon_code where expires_at < :before limit :batch
                          for update skip locked)""")
                .with("before", clock.instant())
                .with("batch", BATCH)
                .run()
                .map(gone -> gone == BATCH));
    }
}
