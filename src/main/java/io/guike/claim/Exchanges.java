package io.guike.claim;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.claim.Claims.GotView;
import io.guike.coupon.Way;
import io.guike.platform.Bottleneck;
import io.guike.platform.Bottlenecks;
import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shoppers exchange codes for coupons (兑换码). The code itself is the business key: typed again it is the same coupon. */
@ApplicationScoped
class Exchanges {

    /** Codes that there are not: a guess each. */
    private static final RateLimits.Limit GUESSES = new RateLimits.Limit("exchange-code", 10, Duration.ofMinutes(10));

    private static final RateLimits.Limit REQUESTS = new RateLimits.Limit("exchange", 60, Duration.ofMinutes(1));
    private static final String FIELD = "claim.code";

    /** One person's follow one another: what they send at once keeps nobody else waiting, and guesses are counted. */
    private final Bottlenecks people = new Bottlenecks(1, 10);

    /** One code may be everybody's: whoever waits for its row must neither hold a connection nor stop other codes. */
    private final Bottlenecks codes = new Bottlenecks(2, 1_000);

    /** Of all codes together, so that many hot ones leave connections to others. */
    private final Bottleneck all = new Bottleneck(8, 2_000);

    @Inject
    Database database;

    @Inject
    Grants grants;

    @Inject
    Claims claims;

    @Inject
    RateLimits limits;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    /** A code, held; {@code stopped} with its whole batch. */
    private record Code(
            String hash, int used, int uses, UUID template, Instant startsAt, Instant endsAt, boolean stopped) {

        private static Code of(Row row) {
            return new Code(
                    row.text(0),
                    row.integer(1),
                    row.integer(2),
                    row.uuid(3),
                    row.instant(4),
                    row.instant(5),
                    row.flag(6));
        }

        @Nullable
        ClaimProblem refusal(Instant now) {
            if (stopped || now.isBefore(startsAt) || !now.isBefore(endsAt)) {
                return ClaimProblem.CODE_OVER;
            }
            return used < uses ? null : ClaimProblem.CODE_USED;
        }
    }

    /** By what a code is found; people type it with and without hyphens. */
    String hash(String typed) {
        return vault.fingerprint(FIELD, typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT));
    }

    /**
     * Only codes that there are not count as guesses: being told that the service is busy, or that the coupon cannot be
     * had, costs none.
     *
     * @throws io.guike.platform.Problem {@code claim.code-unknown}, {@code claim.code-used}, {@code claim.code-over},
     *     {@code request.too-many}, {@code service.busy}, and whatever refuses a coupon
     */
    Uni<GotView> exchange(Caller caller, String typed) {
        String hash = hash(typed);
        String subject = caller.id().toString();
        return limits.countOrPass(REQUESTS, subject)
                .chain(() -> people.pass(
                        subject,
                        () -> limits.mustHaveLeft(GUESSES, subject)
                                .chain(() -> judged(caller, hash))
                                .onFailure(Exchanges::isGuess)
                                .recoverWithUni(guess -> limits.count(GUESSES, subject)
                                        .chain(() -> Uni.createFrom().failure(guess)))))
                .invoke(verdict -> grants.counted(Way.EXCHANGE, verdict.outcome()))
                .chain(claims::view);
    }

    private static boolean isGuess(Throwable failure) {
        return failure instanceof Problem problem && problem.code() == ClaimProblem.CODE_UNKNOWN;
    }

    /** Looks before it queues: of a code that is used up nobody has to wait for the row. */
    private Uni<Verdict> judged(Caller caller, String hash) {
        return code(hash, "")
                .chain(code -> over(caller.id(), code))
                .onItem()
                .ifNull()
                .switchTo(() -> codes.pass(
                        hash,
                        () -> all.pass(() -> database.tx(() -> grants.hold(caller.origin())
                                .chain(person -> code(hash, " for update of c")
                                        .chain(code -> exchange(caller, person, code)))))));
    }

    private Uni<Code> code(String hash, String lock) {
        return database.sql("""
                        select c.hash, c.used, c.uses, b.template_id, b.starts_at, b.ends_at, b.stopped_at is not null
                        from claim_code c join claim_code_batch b on b.id = c.batch_id
                        where c.hash = :hash""" + lock)
                .with("hash", hash)
                .first(Code::of)
                .onItem()
                .ifNull()
                .failWith(ClaimProblem.CODE_UNKNOWN::problem);
    }

    /** What a code still says that brings nothing new; null where it does. */
    private Uni<@Nullable Verdict> over(UUID person, Code code) {
        ClaimProblem refusal = code.refusal(clock.instant());
        if (refusal == null) {
            return Uni.createFrom().nullItem();
        }
        return earlier(person, code)
                .onItem()
                .ifNull()
                .failWith(refusal::problem)
                .map(coupon -> Verdict.of(Outcome.HAD, coupon));
    }

    private Uni<Verdict> exchange(Caller caller, UUID person, Code code) {
        return over(person, code).onItem().ifNull().switchTo(() -> granted(caller, code));
    }

    private Uni<Verdict> granted(Caller caller, Code code) {
        return grants.one(Wish.of(code.template(), caller.origin(), Way.EXCHANGE, code.hash(), caller.tag()))
                .call(verdict -> verdict.outcome() == Outcome.GRANTED
                        ? use(code)
                        : Uni.createFrom().item(0));
    }

    private Uni<@Nullable UUID> earlier(UUID person, Code code) {
        return database.sql("""
                        select id from coupon
                        where person_id = :person and template_id = :template and way = 'EXCHANGE' and way_key = :hash""")
                .with("person", person)
                .with("template", code.template())
                .with("hash", code.hash())
                .first(row -> row.uuid(0));
    }

    private Uni<Integer> use(Code code) {
        return database.sql("update claim_code set used = used + 1 where hash = :hash")
                .with("hash", code.hash())
                .run();
    }
}
