package io.guike.points;

import io.guike.platform.Database;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What must be true of the accounts of people whom nobody erased, beside what {@link Purses#flaws} knows. */
@ApplicationScoped
public class LedgerProofs {

    private static final String LIVING = """
            with recursive up as (
              select id as origin, id, merged_into from person where id in (:people)
              union all
              select up.origin, p.id, p.merged_into from person p join up on p.id = up.merged_into),
            living as (select origin, id from up where merged_into is null)
            """;

    /** Everything is with the living person of its origin, and no hold reaches farther. */
    private static final String BELONGING = LIVING + """
            select 'account of ' || living.origin || ' is with ' || a.person_id
            from points_account a join living on living.origin = a.origin_id where a.person_id <> living.id
            union all
            select 'hold ' || h.id || ' of ' || living.origin || ' is with ' || h.person_id
            from points_hold h join living on living.origin = h.origin_id where h.person_id <> living.id
            union all
            select 'promise ' || q.id || ' of ' || living.origin || ' is with ' || q.person_id
            from points_pending q join living on living.origin = q.origin_id where q.person_id <> living.id
            union all
            select 'hold ' || h.id || ' reaches into the account of ' || l.origin_id
            from points_hold h join points_hold_lot s on s.hold_id = h.id join points_lot l on l.id = s.lot_id
              join points_account a on a.origin_id = l.origin_id
            where h.origin_id in (:people) and h.state = 'OPEN' and a.person_id <> h.person_id
            union all
            select 'person ' || p.id || ' is part of ' || coalesce(cast(p.merged_into as text), 'nobody')
            from person p left join person_merge m on m.loser_id = p.id and m.undone_at is null
            where p.id in (:people) and p.merged_into is distinct from m.survivor_id""";

    /** Each entry follows from the one before, and from what was moved in the lots of its account. */
    private static final String ENTRIES = """
            with line as (
              select e.*, row_number() over own as nth, lag(e.at) over own as before,
                lag(e.balance_after, 1, cast(0 as bigint)) over own as balance,
                lag(e.debt_after, 1, cast(0 as bigint)) over own as debt
              from points_entry e where e.origin_id in (:people)
              window own as (partition by e.origin_id order by e.number)),
            moved as (
              select m.posting_id, l.origin_id, sum(m.amount) as points
              from points_lot l join points_lot_move m on m.lot_id = l.id where l.origin_id in (:people)
              group by m.posting_id, l.origin_id)
            select 'entry ' || line.number || ' of ' || line.origin_id || ': ' || line.amount || ' to ' || line.balance
              || ' is ' || line.balance_after || ', debt ' || line.debt || ' to ' || line.debt_after || ', moved '
              || coalesce(moved.points, 0)
            from line left join moved on moved.posting_id = line.posting_id and moved.origin_id = line.origin_id
            where line.number <> line.nth or line.at <= line.before or line.debt_after < 0
              or line.balance_after <> line.balance + line.amount
              or line.amount <> coalesce(moved.points, 0) - (line.debt_after - line.debt)
            union all
            select 'moved without an entry: ' || moved.posting_id from moved
            where not exists (
              select from line where line.posting_id = moved.posting_id and line.origin_id = moved.origin_id)
            union all
            select 'account ' || a.origin_id || ': ' || a.balance || ' and ' || a.debt || ' owed, at last '
              || last.balance_after || ' and ' || last.debt_after
            from points_account a cross join lateral (
              select * from line where line.origin_id = a.origin_id order by number desc limit 1) last
            where a.balance <> last.balance_after or a.debt <> last.debt_after or a.last_at <> last.at""";

    /** What is left in a lot was never below nothing, and never more than came; it lapses after its end, as its earning did. */
    private static final String LOTS = """
            with move as (
              select m.lot_id, m.kind, m.amount, p.reason, e.at, e.number, m.number as nth, l.amount as came, l.expires_at,
                sum(m.amount) over (partition by m.lot_id order by e.number, m.number) as left_then
              from points_lot l join points_lot_move m on m.lot_id = l.id
                join points_posting p on p.id = m.posting_id
                join points_entry e on e.posting_id = m.posting_id and e.origin_id = l.origin_id
              where l.origin_id in (:people))
            select 'lot ' || lot_id || ': ' || kind || ' ' || amount || ' of ' || came || ' leaves ' || left_then from move
            where left_then < 0 or left_then > came or kind = 'EXPIRE' and (expires_at is null or at < expires_at)
            union all
            select 'forgiven of ' || p.id || ': ' || f.points || ', lapsed ' || e.points from points_posting p
              cross join lateral (select coalesce(sum(forgiven), 0) as points
                from points_posting where reverses_id = p.id) f
              cross join lateral (select coalesce(-sum(m.amount), 0) as points
                from points_lot l join points_lot_move m on m.lot_id = l.id and m.kind = 'EXPIRE'
                where l.earning_id = p.id) e
            where p.origin_id in (:people) and f.points > e.points
            union all
            select 'repayment ' || id || ' of ' || amount from points_posting
            where origin_id in (:people) and reason = 'REPAYMENT' and amount <> 0
            union all
            select 'reversal ' || id || ': ' || amount || ', ' || reversed || ' less ' || forgiven from points_posting
            where origin_id in (:people) and reverses_id is not null and abs(amount) <> reversed - forgiven
            union all
            select 'posted twice: ' || reason || ' ' || source from points_posting
            where origin_id in (:people) group by reason, source having count(*) > 1""";

    @Inject
    Database database;

    @Inject
    Purses purses;

    List<String> flaws(List<UUID> people) {
        List<String> flaws = new ArrayList<>(purses.flaws(people));
        List.of(BELONGING, ENTRIES, LOTS).forEach(sql -> flaws.addAll(found(sql, people)));
        return flaws;
    }

    private List<String> found(String sql, List<UUID> people) {
        return Run.now(() -> database.sql(sql).with("people", people).list(row -> row.text(0)));
    }

    /**
     * Counted from lots, debts, what lapsed and what was forgiven, and from no entry.
     *
     * @return what all commands together must have brought
     */
    long brought(List<UUID> people) {
        return Run.now(() -> database.sql("""
                        select cast((select coalesce(sum(remaining), 0) from points_lot where origin_id in (:people))
                          - (select coalesce(sum(debt), 0) from points_account where origin_id in (:people))
                          - (select coalesce(sum(m.amount), 0) from points_lot l join points_lot_move m on m.lot_id = l.id
                             where l.origin_id in (:people) and m.kind = 'EXPIRE')
                          - (select coalesce(sum(forgiven), 0) from points_posting
                             where origin_id in (:people) and reverses_id is not null) as bigint)""").with("people", people).one(row -> row.number(0)));
    }

    /** What somebody has, by their lots, once nothing is due: {@link #words} of what they are to be shown. */
    String counted(UUID origin) {
        return Run.now(
                () -> database.sql(LIVING + """
                        select left_there - debt || ' ' || greatest(0, left_there - held - debt) || ' ' || held || ' ' || debt
                        from (select coalesce(sum(l.remaining), 0) as left_there, coalesce(sum(l.held), 0) as held
                              from living join points_account a on a.person_id = living.id
                                join points_lot l on l.origin_id = a.origin_id) lots,
                          (select coalesce(sum(a.debt), 0) as debt
                           from living join points_account a on a.person_id = living.id) debts""").with("people", List.of(origin)).one(row -> row.text(0)));
    }

    static String words(BalanceView view) {
        return "%d %d %d %d".formatted(view.balance(), view.available(), view.held(), view.debt());
    }
}
