package io.guike.points;

import io.guike.platform.Database;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
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
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets lapse what is over: lots on their day, holds at their time. A command does it for its own person before it looks
 * at anything; for all others it is swept. Reads count what is due as lapsed, swept or not.
 */
@ApplicationScoped
class Lapses {

    private static final Logger LOG = Logger.getLogger(Lapses.class);

    /** People in one transaction; of each any number of lots. */
    private static final int BATCH = 100;

    /**
     * The next accounts with lots that are due, each once a day of lapse however many lots it has. From one to the next by
     * the index, so that neither a day with millions of lots nor what was passed over is read again.
     */
    static final String DUE_LOTS = """
            with recursive due (expires_at, origin_id, number) as (
              (select l.expires_at, l.origin_id, 1 from points_lot l
               where l.remaining > 0 and l.remaining > l.held and l.expires_at <= :now
                 and (l.expires_at, l.origin_id) > (:at, :id)
               order by l.expires_at, l.origin_id limit 1)
              union all
              select next.expires_at, next.origin_id, due.number + 1 from due cross join lateral (
                select l.expires_at, l.origin_id from points_lot l
                where l.remaining > 0 and l.remaining > l.held and l.expires_at <= :now
                  and (l.expires_at, l.origin_id) > (due.expires_at, due.origin_id)
                order by l.expires_at, l.origin_id limit 1) next
              where due.number < :size)
            select due.expires_at, due.origin_id, a.person_id
            from due join points_account a on a.origin_id = due.origin_id order by 1, 2""";

    private static final String DUE_HOLDS = """
            select expires_at, id, person_id from points_hold
            where state = 'OPEN' and expires_at <= :now and expires_at >= :at and (expires_at, id) > (:at, :id)
            order by expires_at, id limit :size""";

    private static final Due FIRST = new Due(Instant.EPOCH, new UUID(0, 0), new UUID(0, 0));

    @Inject
    Database database;

    @Inject
    Debts debts;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    /** Since when the lot is due that has waited longest; null where none has. */
    private final AtomicReference<@Nullable Instant> oldest = new AtomicReference<>();

    /** @param id of the account or the hold, which says where the sweep goes on */
    private record Due(Instant at, UUID id, UUID person) {}

    /** When a hold of somebody who owes something was over. */
    private record End(UUID person, Instant at) {}

    /**
     * Of people who are held: ends holds that are over, then lets lots lapse. However late that is, what the end of a hold
     * frees pays what is owed as it would have in time: one after the other, and before what has lapsed since.
     */
    Uni<Void> settle(List<UUID> people, Instant now) {
        return endsOfDebtors(people, now)
                .chain(ends -> Database.each(
                        ends,
                        end -> endHolds(List.of(end.person()), end.at(), now)
                                .chain(() -> debts.repayAsOf(end.person(), end.at(), now))))
                .chain(() -> endHolds(people, now, now))
                .chain(() -> lapse(people, now))
                .replaceWithVoid();
    }

    private Uni<List<End>> endsOfDebtors(List<UUID> people, Instant now) {
        return database.sql("""
                        select distinct h.person_id, h.expires_at from points_hold h
                        where h.person_id in (:people) and h.state = 'OPEN' and h.expires_at <= :now
                          and exists (select 1 from points_account a where a.person_id = h.person_id and a.debt > 0)
                        order by h.expires_at, h.person_id""")
                .with("people", people)
                .with("now", now)
                .list(row -> new End(row.uuid(0), row.instant(1)));
    }

    private Uni<Integer> endHolds(List<UUID> people, Instant due, Instant now) {
        return database.sql(end("person_id in (:people) and expires_at <= :due"))
                .with("people", people)
                .with("due", due)
                .with("state", HoldView.State.LAPSED.name())
                .with("now", now)
                .run();
    }

    /** One hold, which is open. What it set aside is free again. */
    Uni<Integer> endHold(UUID hold, HoldView.State state, Instant now) {
        return database.sql(end("id = :hold"))
                .with("hold", hold)
                .with("state", state.name())
                .with("now", now)
                .run();
    }

    /** All of a person who is held. */
    Uni<Integer> voidHolds(UUID person, Instant now) {
        return database.sql(end("person_id = :person"))
                .with("person", person)
                .with("state", HoldView.State.VOIDED.name())
                .with("now", now)
                .run();
    }

    /** Those of somebody that reach into the accounts of somebody else; both are held. */
    Uni<Integer> voidStraddling(List<UUID> people, Instant now) {
        return database.sql(end("""
                        person_id in (:people) and exists (
                          select 1 from points_hold_lot s join points_lot l on l.id = s.lot_id
                            join points_account a on a.origin_id = l.origin_id
                          where s.hold_id = points_hold.id and a.person_id <> points_hold.person_id)"""))
                .with("people", people)
                .with("state", HoldView.State.VOIDED.name())
                .with("now", now)
                .run();
    }

    private static String end(String which) {
        return """
                with ended as (
                  update points_hold set state = :state, ended_at = :now where state = 'OPEN' and %s returning id),
                freed as (
                  select s.lot_id, sum(s.amount) as points from points_hold_lot s join ended on ended.id = s.hold_id
                  group by s.lot_id),
                lot as (
                  update points_lot l set held = l.held - freed.points from freed where l.id = freed.lot_id
                  returning l.origin_id, freed.points)
                update points_account a set held = a.held - t.points
                from (select origin_id, sum(points) as points from lot group by origin_id) t
                where a.origin_id = t.origin_id""".formatted(which);
    }

    private Uni<Integer> lapse(List<UUID> people, Instant now) {
        return lapse(people, now, "l.expires_at <= :now", "EXPIRY", "积分到期");
    }

    /** What somebody has who leaves; nothing of it is held any more. */
    Uni<Integer> writeOff(UUID person, Instant now) {
        return lapse(List.of(person), now, "true", "ERASURE", "会员注销，积分清零");
    }

    /** One posting an account, whose key is the number of its entry. */
    private Uni<Integer> lapse(List<UUID> people, Instant now, String which, String reason, String text) {
        return database.sql("""
                        with due as (
                          select l.id, l.origin_id, l.remaining - l.held as points,
                            row_number() over (partition by l.origin_id order by l.expires_at, l.id) as number
                          from points_account a join points_lot l on l.origin_id = a.origin_id
                          where a.person_id in (:people) and l.remaining > 0 and l.remaining > l.held and %s),
                        emptied as (
                          update points_lot l set remaining = l.held from due where l.id = due.id),
                        total as materialized (
                          select origin_id, sum(points) as points, gen_random_uuid() as posting from due group by origin_id),
                        account as (
                          update points_account a set balance = a.balance - total.points, entries = a.entries + 1,
                            last_at = greatest(:now, a.last_at + interval '1 microsecond')
                          from total where a.origin_id = total.origin_id
                          returning a.origin_id, a.person_id, a.balance, a.debt, a.entries, a.last_at, total.points,
                            total.posting),
                        header as (
                          insert into points_posting (id, reason, source, person_id, origin_id, actor, amount, at, text)
                          select posting, :reason, origin_id || ':' || entries, person_id, origin_id, :actor, -points,
                            last_at, :text
                          from account),
                        entry as (
                          insert into points_entry (origin_id, number, posting_id, amount, balance_after, debt_after, at)
                          select origin_id, entries, posting, -points, balance, debt, last_at from account)
                        insert into points_lot_move (posting_id, number, lot_id, kind, amount)
                        select total.posting, due.number, due.id, 'EXPIRE', -due.points
                        from due join total on total.origin_id = due.origin_id""".formatted(which))
                .with("people", people)
                .with("now", now)
                .with("reason", reason)
                .with("actor", Ledger.SYSTEM)
                .with("text", text)
                .run();
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("guike.points.unswept", this::unswept)
                .baseUnit("seconds")
                .description("for how long the oldest lot or hold has been due that the last sweep left")
                .register(metrics);
    }

    double unswept() {
        Instant since = oldest.get();
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toSeconds());
    }

    /**
     * Goes once through all that is due. Whoever is busy with a command right now is settled by that command, and whom
     * another sweep has, by that; this one goes on behind them, so that several share the work. An account that cannot be
     * settled stands in nobody's way.
     */
    Uni<Void> sweep() {
        return sweep(BATCH);
    }

    Uni<Void> sweep(int batch) {
        return walk(DUE_LOTS, batch).chain(() -> walk(DUE_HOLDS, batch)).eventually(this::seeWhatIsLeft);
    }

    /** Also after a sweep that failed: that is when it matters. */
    private Uni<Void> seeWhatIsLeft() {
        return database.sql("""
                        select least(
                          (select expires_at from points_lot
                           where remaining > 0 and remaining > held and expires_at <= :now order by expires_at limit 1),
                          (select expires_at from points_hold
                           where state = 'OPEN' and expires_at <= :now order by expires_at limit 1))""")
                .with("now", now())
                .one(row -> row.instantOrNull(0))
                .invoke(oldest::set)
                .replaceWithVoid();
    }

    private Uni<Void> walk(String which, int batch) {
        AtomicReference<Due> last = new AtomicReference<>(FIRST);
        return Database.whileMore(() -> due(which, Objects.requireNonNull(last.get()), batch)
                .chain(found -> {
                    if (found.isEmpty()) {
                        return Uni.createFrom().item(false);
                    }
                    last.set(found.get(found.size() - 1));
                    return settle(found.stream().map(Due::person).distinct().toList())
                            .replaceWith(found.size() == batch);
                }));
    }

    private Uni<List<Due>> due(String which, Due after, int batch) {
        return database.sql(which)
                .with("now", now())
                .with("at", after.at())
                .with("id", after.id())
                .with("size", batch)
                .list(row -> new Due(row.instant(0), row.uuid(1), row.uuid(2)));
    }

    /** All together; where one of them cannot be, each alone. */
    private Uni<Void> settle(List<UUID> people) {
        return together(people)
                .onFailure(failure -> !isAway(failure))
                .recoverWithUni(failure -> Database.each(people, this::alone));
    }

    private Uni<Void> together(List<UUID> people) {
        return database.tx(() ->
                free(people).chain(free -> free.isEmpty() ? Uni.createFrom().voidItem() : settle(free, now())));
    }

    private Uni<Void> alone(UUID person) {
        return together(List.of(person))
                .onFailure(failure -> !isAway(failure))
                .invoke(failure -> LOG.errorf(failure, "What is due of %s cannot lapse", person))
                .onFailure(failure -> !isAway(failure))
                .recoverWithNull();
    }

    /** The database, and not what somebody's account says. */
    private static boolean isAway(Throwable failure) {
        return Database.sqlState(failure) == null && Database.isPassing(failure);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Uni<List<UUID>> free(List<UUID> people) {
        return database.sql("select p.id from person p where p.id in (:people) for no key update of p skip locked")
                .with("people", people)
                .list(row -> row.uuid(0));
    }

    @Scheduled(every = "15s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return sweep();
    }

    /** At midnight, without waiting for the next look. */
    @ApplicationScoped
    static class Midnight implements OutboxListener<DayHasPassed> {

        @Inject
        Lapses lapses;

        @Override
        public Class<DayHasPassed> event() {
            return DayHasPassed.class;
        }

        @Override
        public String name() {
            return "points.lapse";
        }

        /** In transactions of its own, a batch each. */
        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(DayHasPassed day) {
            return lapses.sweep();
        }
    }
}
