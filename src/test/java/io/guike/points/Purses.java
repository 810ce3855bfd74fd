package io.guike.points;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.guike.access.Caller;
import io.guike.member.Erasures;
import io.guike.member.Members;
import io.guike.member.Merge;
import io.guike.member.Merges;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Overtaken;
import io.guike.platform.Problem;
import io.guike.support.Api;
import io.guike.support.Chain;
import io.guike.support.MovableClock;
import io.guike.support.Run;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** People with points, and what stands in their accounts. */
@ApplicationScoped
public class Purses {

    @Inject
    Members members;

    @Inject
    Merges merges;

    @Inject
    Erasures erasures;

    @Inject
    Points points;

    @Inject
    Holds holds;

    @Inject
    Chain chain;

    @Inject
    Database database;

    @Inject
    Lapses lapses;

    @Inject
    MovableClock clock;

    /**
     * All hours of a history that begins then are whole ones, so nothing is due within half an hour of a step, however
     * long steps take, and the same happens whenever it is done.
     */
    void halfPastMidnight() {
        Instant midnight = Days.start(Days.today(clock).plusDays(1));
        clock.move(Duration.between(clock.instant(), midnight).plusMinutes(30));
    }

    /** Writes down what is over by now. What another sweep has under its hands is passed over, so once may not do. */
    void sweep(List<UUID> origins) {
        Instant now = clock.instant();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (isDue(origins, now)) {
                        Run.now(lapses::sweep);
                    }
                    return !isDue(origins, now);
                });
    }

    private boolean isDue(List<UUID> origins, Instant now) {
        return Run.now(() ->
                database.sql("""
                        select 1 from points_lot where origin_id in (:origins) and remaining > held and expires_at <= :now
                        union all
                        select 1 from points_hold where origin_id in (:origins) and state = 'OPEN' and expires_at <= :now
                        limit 1""").with("origins", origins).with("now", now).exists());
    }

    /** Somebody new, with nothing. */
    public UUID person() {
        return Run.now(() -> database.tx(() -> members.makeOffline(clock.instant())))
                .id();
    }

    /**
     * Sends a command again while the database is busy, as every caller may: it has a business key. On a machine that is
     * loaded the queue for one person's row can be longer than a statement may wait.
     */
    public static <T> T now(Supplier<Uni<T>> command) {
        for (int tries = 1; ; tries++) {
            try {
                return Run.now(command);
            } catch (Problem refused) {
                throw refused;
            } catch (RuntimeException e) {
                if (tries == 20 || !isBusy(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isBusy(Throwable failure) {
        if (failure instanceof Overtaken) {
            return true;
        }
        String state = Database.sqlState(failure);
        return state == null
                ? String.valueOf(failure.getMessage()).contains("Timeout")
                : List.of("55P03", "57014", "40P01", "40001").contains(state);
    }

    public static String key() {
        return Ids.next().toString();
    }

    public static Earning earning(UUID origin, String source, long some, Expiry expiry) {
        return new Earning(origin, "TEST", source, some, expiry, "system:test", null, null, "测试积分", null);
    }

    public static Spending spending(UUID origin, String source, long some) {
        return new Spending(origin, "BUY", source, some, "system:test", null, "测试消费");
    }

    /** @return the key it can be taken back by */
    public String earn(UUID origin, long some, Expiry expiry) {
        String key = key();
        now(() -> points.earn(earning(origin, key, some, expiry)));
        return key;
    }

    /** @return the key it can be refunded by */
    public String spend(UUID origin, long some) {
        String key = key();
        now(() -> points.spend(spending(origin, key, some)));
        return key;
    }

    public PostingView giveBack(String spent, long some) {
        return now(() -> points.giveBack("BUY", spent, key(), some, "system:test"));
    }

    public PostingView clawBack(String earned, long some) {
        return now(() -> points.clawBack("TEST", earned, key(), some, "system:test"));
    }

    public HoldView hold(UUID origin, long some, Duration life) {
        return hold(origin, key(), some, life);
    }

    public HoldView hold(UUID origin, String key, long some, Duration life) {
        return now(() -> holds.authorize(new Holds.Authorization(
                spending(origin, key, some), clock.instant().plus(life))));
    }

    public BalanceView balance(UUID person) {
        return Run.now(() -> points.balance(person));
    }

    public void has(UUID person, long balance, long available) {
        BalanceView now = balance(person);
        assertEquals(balance + " / " + available, now.balance() + " / " + now.available(), now::toString);
    }

    /** What is left in the lots of somebody, what lapses first at first. */
    public List<Long> lots(UUID person) {
        return Run.now(() -> database.sql("""
                        select l.remaining from points_account a join points_lot l on l.origin_id = a.origin_id
                        where a.person_id = :person order by l.expires_at, l.id""").with("person", person).list(row -> row.number(0)));
    }

    public UUID merge(UUID survivor, UUID loser) {
        Run.now(() -> merges.merge(survivor, loser, Merge.Cause.HEAD_OFFICE, Caller.SYSTEM, "测试"));
        return Run.now(() -> database.sql("select id from person_merge where loser_id in (:both) and undone_at is null"
                        + " and survivor_id in (:both)")
                .with("both", List.of(survivor, loser))
                .one(row -> row.uuid(0)));
    }

    public UUID living(UUID origin) {
        return Run.now(() -> members.living(origin));
    }

    public void erase(UUID person) {
        Run.now(() -> erasures.erase(person, Caller.SYSTEM, "asked").replaceWith(true));
    }

    public void undo(UUID merge) {
        Api.command(chain.hq().token())
                .body(Map.of("reason", "测试"))
                .post("/api/hq/merges/" + merge + "/undo")
                .then()
                .statusCode(200);
    }

    public static void refused(String code, Supplier<Uni<?>> work) {
        Problem problem =
                assertThrows(Problem.class, () -> Run.now(() -> work.get().replaceWithVoid()));
        assertEquals(code, problem.code().code());
    }

    /** What must hold for each of these accounts, and only a broken ledger does not. */
    public List<String> flaws(Collection<UUID> origins) {
        return Run.now(
                () -> database.sql("""
                        select 'account ' || a.origin_id || ': ' || a.balance || ' balance, ' || e.amount || ' entries, '
                          || l.remaining || ' lots, ' || a.debt || ' debt, ' || a.held || ' held, ' || l.held || ' in lots'
                        from points_account a
                          cross join lateral (select coalesce(sum(amount), 0) as amount, count(*) as count
                            from points_entry where origin_id = a.origin_id) e
                          cross join lateral (select coalesce(sum(remaining), 0) as remaining, coalesce(sum(held), 0) as held
                            from points_lot where origin_id = a.origin_id) l
                        where a.origin_id in (:origins) and (a.balance <> e.amount or a.balance <> l.remaining - a.debt
                          or a.held <> l.held or a.entries <> e.count)
                        union all
                        select 'lot ' || l.id || ': ' || l.remaining || ' left, ' || m.amount || ' moved' from points_lot l
                          cross join lateral (select coalesce(sum(amount), 0) as amount
                            from points_lot_move where lot_id = l.id) m
                        where l.origin_id in (:origins) and l.remaining <> m.amount
                        union all
                        select 'lot ' || l.id || ': ' || l.held || ' held, ' || s.amount || ' set aside' from points_lot l
                          cross join lateral (select coalesce(sum(s.amount), 0) as amount from points_hold_lot s
                            join points_hold h on h.id = s.hold_id where s.lot_id = l.id and h.state = 'OPEN') s
                        where l.origin_id in (:origins) and l.held <> s.amount
                        union all
                        select 'posting ' || p.id || ' ' || p.reason || ': ' || p.amount || ', entries ' || e.amount
                        from points_posting p
                          cross join lateral (select coalesce(sum(amount), 0) as amount
                            from points_entry where posting_id = p.id) e
                        where p.origin_id in (:origins) and p.amount <> e.amount
                        union all
                        select 'reversed too much of ' || p.id from points_posting p
                        where p.origin_id in (:origins) and abs(p.amount) < (
                          select coalesce(sum(reversed), 0) from points_posting r where r.reverses_id = p.id)
                        union all
                        select 'not with the living: ' || a.origin_id from points_account a join person p on p.id = a.person_id
                        where a.origin_id in (:origins)
                          and (p.merged_into is not null or p.id is distinct from points_owner(a.origin_id))
                        union all
                        select 'hold ' || h.id || ': ' || h.points || ', lots ' || s.amount from points_hold h
                          cross join lateral (select coalesce(sum(amount), 0) as amount
                            from points_hold_lot where hold_id = h.id) s
                        where h.origin_id in (:origins) and h.points <> s.amount
                        union all
                        select 'pending ' || q.id from points_pending q left join points_posting p on p.id = q.posting_id
                        where q.origin_id in (:origins) and q.state = 'ACTIVE' and p.amount <> q.points""").with("origins", List.copyOf(origins)).list(row -> row.text(0)));
    }
}
