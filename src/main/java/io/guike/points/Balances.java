package io.guike.points;

import io.guike.member.Members;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.points.BalanceView.Lapsing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people have, had, and how it came about. Lone statements, each by an index. */
@ApplicationScoped
class Balances {

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Explanations explanations;

    @Inject
    Clock clock;

    /** What lapses at an instant. */
    private record Due(Instant at, long points) {

        Lapsing view() {
            return Lapsing.before(at, points);
        }
    }

    /** One line of a shopper's statement. */
    record LineView(Instant at, String text, long points, long balance) {}

    /**
     * One line of a statement as head office sees it.
     *
     * @param points to the accounts that are the person's now
     * @param balance of these after it
     * @param explanation of what was earned; null where there is nothing to explain
     */
    record EntryView(
            UUID postingId,
            Instant at,
            String reason,
            String source,
            String text,
            long points,
            long balance,
            String actor,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            @Nullable UUID reverses,
            @Nullable Explanation explanation) {}

    /** @param written what the posting keeps of its explanation */
    private record Entry(
            UUID postingId,
            Instant at,
            String reason,
            String source,
            String text,
            long points,
            long balance,
            String actor,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            @Nullable UUID reverses,
            @Nullable String written) {

        LineView line() {
            return new LineView(at, text, points, balance);
        }

        EntryView view(@Nullable Explanation explanation) {
            return new EntryView(
                    postingId,
                    at,
                    reason,
                    source,
                    text,
                    points,
                    balance,
                    actor,
                    storeId,
                    staffId,
                    reverses,
                    explanation);
        }
    }

    /**
     * What the ledger said at an instant, of the accounts that are the person's now.
     *
     * @param usable of the balance, not lapsed at that instant; never below zero
     */
    record AsOfView(Instant asOf, long balance, long debt, long usable) {}

    /** @param paying whether a hold that is over has freed something, while something was owed; then the sums are not it */
    private record Sums(long balance, long held, long debt, long pending, boolean paying) {

        static Sums of(Row row) {
            return new Sums(row.number(0), row.number(1), row.number(2), row.number(3), row.flag(4));
        }

        long available() {
            return Math.max(0, balance - held);
        }

        BalanceView view(List<Lapsing> lapsing) {
            return new BalanceView(balance, available(), held, debt, pending, lapsing);
        }
    }

    /** What is due counts as lapsed: lots on their day, holds at their time. */
    private static final String SUMS = """
            select cast(coalesce(sum(a.balance - gone.points - ended.over), 0) as bigint),
              cast(coalesce(sum(a.held - ended.over - ended.alive), 0) as bigint),
              cast(coalesce(sum(a.debt), 0) as bigint),
              (select cast(coalesce(sum(points), 0) as bigint) from points_pending
                where person_id = :person and state = 'PENDING'),
              coalesce(sum(a.debt) > 0 and sum(ended.over + ended.alive) > 0, false)
            from points_account a
              cross join lateral (
                select coalesce(sum(l.remaining - l.held), 0) as points from points_lot l
                where l.origin_id = a.origin_id and l.remaining > 0 and l.expires_at <= :now) gone
              cross join lateral (
                select coalesce(sum(s.amount) filter (where l.expires_at <= :now), 0) as over,
                  coalesce(sum(s.amount) filter (where l.expires_at is null or l.expires_at > :now), 0) as alive
                from points_hold h join points_hold_lot s on s.hold_id = h.id join points_lot l on l.id = s.lot_id
                where h.person_id = a.person_id and h.state = 'OPEN' and h.expires_at <= :now
                  and l.origin_id = a.origin_id) ended
            where a.person_id = :person""";

    static final String AS_OF = """
            select cast(coalesce(sum(last.balance_after), 0) as bigint),
              cast(coalesce(sum(last.debt_after), 0) as bigint),
              (select cast(coalesce(sum(m.amount), 0) as bigint)
               from points_account mine join points_lot l on l.origin_id = mine.origin_id
                 join points_lot_move m on m.lot_id = l.id join points_posting p on p.id = m.posting_id
               where mine.person_id = :person and l.got_at <= :at and p.at <= :at
                 and (l.expires_at is null or l.expires_at > :at))
            from points_account a left join lateral (
              select balance_after, debt_after from points_entry e
              where e.origin_id = a.origin_id and e.at <= :at order by e.at desc limit 1) last on true
            where a.person_id = :person""";

    Uni<BalanceView> of(UUID person) {
        Instant now = clock.instant();
        return sums(person, now)
                .chain(sums -> sums.paying()
                        ? foreseen(person, now)
                        : lapsing(person, now).map(sums::view));
    }

    /** What can be spent at this moment. */
    Uni<Long> available(UUID person) {
        Instant now = clock.instant();
        return sums(person, now)
                .chain(sums -> sums.paying()
                        ? foreseen(person, now).map(BalanceView::available)
                        : Uni.createFrom().item(sums.available()));
    }

    private Uni<Sums> sums(UUID person, Instant now) {
        return database.sql(SUMS).with("person", person).with("now", now).one(Sums::of);
    }

    /** By one statement of its own: whoever wrote it down meanwhile has changed nothing that is shown. */
    private Uni<BalanceView> foreseen(UUID person, Instant now) {
        return database.sql(Foreseen.PARTS)
                .with("person", person)
                .with("now", now)
                .list(row -> row)
                .map(rows -> Foreseen.view(rows, now));
    }

    private Uni<List<Lapsing>> lapsing(UUID person, Instant now) {
        return lapsing(person, now, BalanceView.MOST_LAPSING)
                .map(due -> due.stream().map(Due::view).toList());
    }

    /** Every date on which something lapses, soonest first. */
    Uni<Page<Lapsing>> lapsing(UUID person, @Nullable String cursor, int size) {
        Instant now = clock.instant();
        Instant seen = cursor == null ? now : Cursor.firstOr(cursor).time();
        return lapsing(person, seen.isAfter(now) ? seen : now, size + 1)
                .map(due -> Page.of(due, size, last -> Cursor.at(last.at(), new UUID(0, 0))))
                .map(page -> page.map(Due::view));
    }

    private Uni<List<Due>> lapsing(UUID person, Instant after, int most) {
        return database.sql("""
                        select l.expires_at, cast(sum(l.remaining) as bigint)
                        from points_account a join points_lot l on l.origin_id = a.origin_id
                        where a.person_id = :person and l.remaining > 0 and l.expires_at > :after
                        group by l.expires_at order by l.expires_at limit :most""")
                .with("person", person)
                .with("after", after)
                .with("most", most)
                .list(row -> new Due(row.instant(0), row.number(1)));
    }

    /** @throws io.guike.platform.Problem {@code member.unknown} */
    Uni<BalanceView> ofAnybody(UUID person) {
        return members.living(person).chain(this::of);
    }

    /** @throws io.guike.platform.Problem {@code member.unknown} */
    Uni<AsOfView> asOf(UUID person, Instant at) {
        return members.living(person)
                .chain(living -> database.sql(AS_OF)
                        .with("person", living)
                        .with("at", at)
                        .one(row -> new AsOfView(
                                at, row.number(0), row.number(1), Math.max(0, row.number(2) - row.number(1)))));
    }

    Uni<Page<LineView>> lines(UUID person, @Nullable String cursor, int size) {
        return entries(person, cursor, size).map(page -> page.map(Entry::line));
    }

    /** @throws io.guike.platform.Problem {@code member.unknown} */
    Uni<Page<EntryView>> entriesOf(UUID person, @Nullable String cursor, int size) {
        return members.living(person)
                .chain(living -> entries(living, cursor, size))
                .chain(page -> explanations
                        .of(occasions(page))
                        .map(known -> page.map(entry -> entry.view(explanations.read(entry.written(), known)))));
    }

    private List<UUID> occasions(Page<Entry> page) {
        return page.items().stream()
                .map(entry -> explanations.occasion(entry.written()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Newest first; what one posting did to several accounts is one line. */
    private Uni<Page<Entry>> entries(UUID person, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        with mine as (select origin_id from points_account where person_id = :person),
                        line as (
                          select e.posting_id, e.at, cast(sum(e.amount) as bigint) as points
                          from mine cross join lateral (
                            select posting_id, at, amount from points_entry
                            where origin_id = mine.origin_id and at <= :at and (at, posting_id) < (:at, :id)
                            order by at desc limit :size) e
                          group by e.posting_id, e.at order by e.at desc, e.posting_id desc limit :size)
                        select p.id, line.at, p.reason, p.source, p.text, line.points,
                          (select cast(sum(last.balance_after) as bigint) from mine cross join lateral (
                            select balance_after from points_entry b
                            where b.origin_id = mine.origin_id and b.at <= line.at
                              and (b.at < line.at or b.posting_id <= line.posting_id)
                            order by b.at desc limit 1) last),
                          p.actor, p.store_id, p.staff_id, p.reverses_id, p.explanation
                        from line join points_posting p on p.id = line.posting_id
                        order by line.at desc, p.id desc""")
                .with("person", person)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Balances::entry)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.at(), row.postingId())));
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.uuid(0),
                row.instant(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.number(5),
                row.number(6),
                row.text(7),
                row.uuidOrNull(8),
                row.uuidOrNull(9),
                row.uuidOrNull(10),
                row.textOrNull(11));
    }
}
