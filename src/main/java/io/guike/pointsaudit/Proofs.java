package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Proves the ledger, account by account and posting by posting. */
@ApplicationScoped
class Proofs {

    private static final Logger LOG = Logger.getLogger(Proofs.class);

    /** After that the replica that began a proof is taken for gone. */
    private static final Duration MOST_TIME = Duration.ofMinutes(15);

    /** After that nobody may rely on the last proof. */
    private static final Duration FRESH = Duration.ofHours(2);

    private static final Duration KEPT = Duration.ofDays(90);

    @Inject
    Database database;

    @Inject
    AccountProof accounts;

    @Inject
    PostingProof postings;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    private final AtomicReference<@Nullable Finished> last = new AtomicReference<>();

    private final AtomicReference<@Nullable Uni<ProofView>> running = new AtomicReference<>();

    /** What a proof came to, whichever replica did it. */
    private record Finished(long unproved, Instant at) {}

    /**
     * An account or a posting whose numbers disagree.
     *
     * @param accountId the origin of either
     * @param postingId null for an account
     * @param flaw which rules are broken, with blanks between
     * @param balance of a posting its amount
     * @param entries what they add up to
     */
    record Mismatch(
            UUID accountId,
            @Nullable UUID postingId,
            String flaw,
            long balance,
            long entries,
            long lots,
            long debt,
            long held,
            long setAside) {}

    /**
     * @param unproved how many accounts and postings have mismatches
     * @param mismatches the first hundred
     */
    record ProofView(
            Instant at,
            long accounts,
            long entries,
            long balance,
            long lots,
            long debt,
            long held,
            long unproved,
            List<Mismatch> mismatches) {}

    /** Of all accounts and postings, as they are now. */
    Uni<ProofView> prove() {
        Sums sums = new Sums();
        Instant at = clock.instant();
        return accounts.prove(sums).chain(() -> postings.prove(sums)).replaceWith(() -> sums.view(at));
    }

    /** As {@link #prove}; whoever asks while somebody's proof is under way gets that one. */
    Uni<ProofView> asked() {
        return Uni.createFrom().deferred(() -> {
            Uni<ProofView> mine = database.apart(this::prove)
                    .onTermination()
                    .invoke(() -> running.set(null))
                    .memoize()
                    .indefinitely();
            Uni<ProofView> earlier = running.compareAndExchange(null, mine);
            return earlier == null ? mine : earlier;
        });
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("guike.points.unproved", this::unproved)
                .description(
                        "accounts and postings that the last hourly proof of the ledger could not prove; NaN where it is too"
                                + " old")
                .register(metrics);
    }

    /** NaN where there is no proof to rely on: what is not proved must not look as if it were. */
    double unproved() {
        Finished proof = last.get();
        return proof == null || proof.at().isBefore(clock.instant().minus(FRESH)) ? Double.NaN : proof.unproved();
    }

    /** Once an hour, by the replica that is first; by another where that one came to no end. */
    @Scheduled(every = "5m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> hourly() {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        Instant now = clock.instant();
        return database.sql("""
                        insert into points_proof (hour, started_at) values (:hour, :now)
                        on conflict (hour) do update set started_at = excluded.started_at
                          where points_proof.finished_at is null and points_proof.started_at < :gone""")
                .with("hour", hour)
                .with("now", now)
                .with("gone", now.minus(MOST_TIME))
                .run()
                .chain(mine -> mine == 1
                        ? prove().chain(proof -> note(hour, proof))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> note(Instant hour, ProofView proof) {
        if (proof.unproved() > 0) {
            LOG.errorf(
                    "The ledger of points cannot be proved for %d accounts and postings: %s",
                    proof.unproved(), proof.mismatches());
        }
        return database.sql("""
                        with old as (delete from points_proof where hour < :old)
                        update points_proof set finished_at = :now, accounts = :accounts, unproved = :unproved
                        where hour = :hour""")
                .with("now", clock.instant())
                .with("accounts", proof.accounts())
                .with("unproved", proof.unproved())
                .with("old", hour.minus(KEPT))
                .with("hour", hour)
                .run()
                .replaceWithVoid();
    }

    /** What the last one came to, whichever replica did it. */
    @Scheduled(every = "30s", delayed = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> show() {
        return database.sql("""
                        select unproved, finished_at from points_proof
                        where finished_at is not null order by hour desc limit 1""")
                .first(row -> new Finished(row.number(0), row.instant(1)))
                .invoke(last::set)
                .replaceWithVoid();
    }
}
