package io.guike.pointsaudit;

import io.guike.platform.Database;
import io.guike.platform.Row;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Proves the ledger, account by account. */
@ApplicationScoped
class Proofs {

    private static final Logger LOG = Logger.getLogger(Proofs.class);

    /** Few enough that a statement usually ends long before it is cut; what is cut is tried with half as many. */
    private static final int RANGE = 2_000;

    /** SQLSTATE query_canceled: the statement took too long. */
    private static final String CUT = "57014";

    /** After that the replica that began a proof is taken for gone. */
    private static final Duration MOST_TIME = Duration.ofMinutes(15);

    /** After that nobody may rely on the last proof. */
    private static final Duration FRESH = Duration.ofHours(2);

    private static final int MOST_TOLD = 100;

    private static final Duration KEPT = Duration.ofDays(90);

    private static final UUID FIRST = new UUID(0, 0);

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    private final AtomicReference<@Nullable Finished> last = new AtomicReference<>();

    private final AtomicReference<@Nullable Uni<ProofView>> running = new AtomicReference<>();

    /** What a proof came to, whichever replica did it. */
    private record Finished(long unproved, Instant at) {}

    /**
     * An account whose numbers disagree.
     *
     * @param accountId its origin
     * @param flaw which rule is broken
     */
    record Mismatch(
            UUID accountId, String flaw, long balance, long entries, long lots, long debt, long held, long setAside) {}

    /**
     * @param unproved how many accounts have mismatches
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

    /** An account with all that is said of it elsewhere. */
    private record Proved(Mismatch numbers, long count, boolean wrong) {}

    /** What is summed up so far. */
    private static final class Sums {
        private UUID last = FIRST;
        private int size = RANGE;
        private long accounts;
        private long entries;
        private long balance;
        private long lots;
        private long debt;
        private long held;
        private long unproved;
        private final List<Mismatch> mismatches = new ArrayList<>();

        boolean add(List<Proved> range) {
            for (Proved one : range) {
                last = one.numbers().accountId();
                accounts++;
                entries += one.count();
                balance += one.numbers().balance();
                lots += one.numbers().lots();
                debt += one.numbers().debt();
                held += one.numbers().held();
                if (one.wrong()) {
                    unproved++;
                    note(one.numbers());
                }
            }
            boolean more = range.size() == size;
            size = Math.min(RANGE, 2 * size);
            return more;
        }

        boolean halve() {
            size /= 2;
            return true;
        }

        private void note(Mismatch mismatch) {
            if (mismatches.size() < MOST_TOLD) {
                mismatches.add(mismatch);
            }
        }

        ProofView view(Instant at) {
            return new ProofView(at, accounts, entries, balance, lots, debt, held, unproved, List.copyOf(mismatches));
        }
    }

    private static final String PROOF = """
            with account as (
              select * from points_account where origin_id > :after order by origin_id limit :range),
            own as (
              select e.* from account join points_entry e on e.origin_id = account.origin_id),
            total as (
              select every.posting_id, sum(every.amount) as amount from points_entry every
              where every.posting_id in (select posting_id from own) group by every.posting_id),
            entry as (
              select e.origin_id, sum(e.amount) as amount, count(*) as count, max(e.number) as last,
                bool_or(e.balance_after <> e.running or e.amount_of_posting is distinct from e.total_of_posting) as broken,
                (array_agg(e.debt_after order by e.number desc))[1] as debt
              from (
                select own.origin_id, own.number, own.amount, own.balance_after, own.debt_after,
                  sum(own.amount) over (partition by own.origin_id order by own.number) as running,
                  p.amount as amount_of_posting,
                  total.amount as total_of_posting
                from own join points_posting p on p.id = own.posting_id join total on total.posting_id = p.id) e
              group by e.origin_id),
            lot as (
              select l.origin_id, sum(l.remaining) as remaining, sum(l.held) as held,
                bool_or(l.remaining <> coalesce(moved.amount, 0) or l.held <> coalesce(aside.amount, 0)) as broken,
                sum(coalesce(aside.amount, 0)) as aside
              from account join points_lot l on l.origin_id = account.origin_id
                left join lateral (
                  select sum(m.amount) as amount from points_lot_move m where m.lot_id = l.id) moved on true
                left join lateral (
                  select sum(s.amount) as amount from points_hold_lot s join points_hold h on h.id = s.hold_id
                  where s.lot_id = l.id and h.state = 'OPEN') aside on true
              group by l.origin_id)
            select a.origin_id,
              concat_ws(' ',
                case when a.balance <> coalesce(entry.amount, 0) then 'balance-entries' end,
                case when a.balance <> coalesce(lot.remaining, 0) - a.debt then 'balance-lots' end,
                case when a.held <> coalesce(lot.held, 0) or a.held <> coalesce(lot.aside, 0) then 'held' end,
                case when a.entries <> coalesce(entry.count, 0) or a.entries <> coalesce(entry.last, 0) then 'numbers' end,
                case when a.debt <> coalesce(entry.debt, 0) then 'debt' end,
                case when entry.broken then 'entries' end,
                case when lot.broken then 'lots' end),
              a.balance, cast(coalesce(entry.amount, 0) as bigint), cast(coalesce(lot.remaining, 0) as bigint), a.debt,
              a.held, cast(coalesce(lot.aside, 0) as bigint), coalesce(entry.count, 0)
            from account a left join entry on entry.origin_id = a.origin_id left join lot on lot.origin_id = a.origin_id
            order by a.origin_id""";

    /** Of all accounts, as they are now. */
    Uni<ProofView> prove() {
        Sums sums = new Sums();
        Instant at = clock.instant();
        return Database.whileMore(() -> range(sums)).replaceWith(() -> sums.view(at));
    }

    private Uni<Boolean> range(Sums sums) {
        return database.sql(PROOF)
                .with("after", sums.last)
                .with("range", sums.size)
                .list(Proofs::proved)
                .map(sums::add)
                .onFailure(failure -> CUT.equals(Database.sqlState(failure)) && sums.size > 1)
                .recoverWithItem(sums::halve);
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

    private static Proved proved(Row row) {
        Mismatch numbers = new Mismatch(
                row.uuid(0),
                row.text(1),
                row.number(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7));
        return new Proved(numbers, row.number(8), !numbers.flaw().isEmpty());
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("guike.points.unproved", this::unproved)
                .description(
                        "accounts that the last hourly proof of the ledger could not prove; NaN where it is too old")
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
                    "The ledger of points cannot be proved for %d accounts: %s", proof.unproved(), proof.mismatches());
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
