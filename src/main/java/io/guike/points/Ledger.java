package io.guike.points;

import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens wallets under the lock of their people, and writes postings. The person's row is the lock of all their accounts,
 * lots, holds and promises: whoever changes one of these holds that row exclusively. All calls are made within a
 * transaction.
 */
@ApplicationScoped
class Ledger {

    /** Who acts where nobody asked. */
    static final String SYSTEM = io.guike.access.Caller.SYSTEM.tag();

    private static final int FIRST_LOTS = 64;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Owners owners;

    @Inject
    Lapses lapses;

    @Inject
    Debts debts;

    @Inject
    Clock clock;

    /**
     * A wallet under lock, and what its business key stands for already.
     *
     * @param earlier the posting that has the key; null where none has
     * @param promised whether a promise has it, open or ended
     */
    record Opened(Wallet wallet, @Nullable Posting earlier, boolean promised) {}

    private static final String POSTING = "select " + Posting.COLUMNS + " from points_posting p where ";

    private static final String THESE =
            "with living as (select id from unnest(cast(:people as uuid[])) as these (id))\n";

    private static final String ACCOUNTS = """
            select living.id, a.origin_id, a.balance, a.held, a.debt, a.debt_since, a.last_at,
              exists (select 1 from points_lot l where l.origin_id = a.origin_id and l.remaining > 0
                and l.remaining > l.held and l.expires_at <= :now)
              or exists (select 1 from points_hold h where h.person_id = living.id and h.state = 'OPEN'
                and h.expires_at <= :now),
              %s, exists (select 1 from points_pending q where q.reason = :reason and q.source = :source)
            from living left join points_account a on a.person_id = living.id
              left join points_posting p on p.reason = :reason and p.source = :source
            order by a.origin_id""".formatted(Posting.COLUMNS);

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Holds the living person, lets lapse what is due, and looks whether the business key is taken. The lock and the look
     * go to the database together.
     *
     * @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}
     */
    Uni<Opened> open(UUID origin, String reason, String source) {
        AtomicReference<@Nullable Person> held = new AtomicReference<>();
        return database.together(members.hold(origin).invoke(held::set), load(origin, reason, source))
                .chain(opened -> {
                    UUID living = Objects.requireNonNull(held.get()).id();
                    // Of somebody who was merged the look came before the survivor was held.
                    return living.equals(origin)
                            ? Uni.createFrom().item(opened)
                            : load(List.of(living), living, reason, source);
                })
                .chain(opened -> settled(opened, reason, source));
    }

    /**
     * As {@link #open}, for accounts that belonged to one person once and may be those of several by now.
     *
     * @param main whose living person the posting is for
     */
    Uni<Opened> openAll(List<UUID> origins, UUID main, String reason, String source) {
        return owners.hold(origins, main)
                .chain(held -> members.living(main)
                        .chain(person -> load(held, person, reason, source))
                        .chain(opened -> settled(opened, reason, source)));
    }

    private Uni<Opened> load(UUID origin, String reason, String source) {
        Instant now = now();
        return database.sql(Owners.LIVING + ACCOUNTS)
                .with("origin", origin)
                .with("now", now)
                .with("reason", reason)
                .with("source", source)
                .list(row -> row)
                .map(rows -> opened(rows, null, now));
    }

    private Uni<Opened> load(List<UUID> owners, UUID main, String reason, String source) {
        return load(owners, main, reason, source, now());
    }

    Uni<Opened> load(List<UUID> owners, UUID main, String reason, String source, Instant now) {
        return database.sql(THESE + ACCOUNTS)
                .with("people", owners)
                .with("now", now)
                .with("reason", reason)
                .with("source", source)
                .list(row -> row)
                .map(rows -> opened(rows, main, now));
    }

    private static Opened opened(List<Row> rows, @Nullable UUID main, Instant now) {
        // Nobody there: the lock that goes with this look is what says so.
        UUID person = main != null || rows.isEmpty() ? main : rows.get(0).uuid(0);
        List<Wallet.Account> accounts = rows.stream()
                .filter(row -> !row.isNull(1))
                .map(Wallet.Account::of)
                .toList();
        boolean due = rows.stream().anyMatch(row -> row.flag(7));
        Posting earlier = rows.isEmpty() || rows.get(0).isNull(8) ? null : Posting.of(rows.get(0), 8);
        boolean promised = !rows.isEmpty() && rows.get(0).flag(8 + Posting.WIDTH);
        return new Opened(new Wallet(person == null ? new UUID(0, 0) : person, now, accounts, due), earlier, promised);
    }

    /** What is due lapses first, and free points pay what is owed: from then on the sums of the accounts say it all. */
    private Uni<Opened> settled(Opened opened, String reason, String source) {
        Wallet wallet = opened.wallet();
        List<UUID> owners = wallet.accounts().isEmpty() ? List.of(wallet.person()) : wallet.owners();
        Uni<Opened> clean = wallet.unsettled()
                ? lapses.settle(owners, wallet.now()).chain(() -> again(owners, wallet, reason, source))
                : Uni.createFrom().item(opened);
        return clean.chain(one -> debts.repaid(one.wallet())
                .chain(paid -> paid
                        ? again(owners, wallet, reason, source)
                        : Uni.createFrom().item(one)));
    }

    /** At the same instant: what becomes due meanwhile is the next command's. */
    private Uni<Opened> again(List<UUID> owners, Wallet wallet, String reason, String source) {
        return load(owners, wallet.person(), reason, source, wallet.now());
    }

    /** After something became free: lapses what is over, and pays what is owed. */
    Uni<Void> settle(UUID person) {
        return load(List.of(person), person, "", "")
                .chain(opened -> settled(opened, "", ""))
                .replaceWithVoid();
    }

    /** @throws io.guike.platform.Problem {@code points.posting-unknown} */
    Uni<Posting> posting(String reason, String source) {
        return posting(database.sql(POSTING + "p.reason = :reason and p.source = :source")
                .with("reason", reason)
                .with("source", source));
    }

    /** @throws io.guike.platform.Problem {@code points.posting-unknown} */
    Uni<Posting> posting(UUID id) {
        return posting(database.sql(POSTING + "p.id = :id").with("id", id));
    }

    private static Uni<Posting> posting(Sql sql) {
        return sql.first(row -> Posting.of(row, 0)).onItem().ifNull().failWith(PointsProblem.POSTING_UNKNOWN::problem);
    }

    /**
     * The posting that has a business key already, where it is what is asked for now. Whose it is may have changed since:
     * its origin did not.
     *
     * @param points that it is to bring, negative where it takes them
     * @throws io.guike.platform.Problem {@code points.source-reused}
     */
    Uni<Posting> same(Posting earlier, UUID origin, long points, Wallet wallet) {
        if (earlier.amount() != points || earlier.reverses() != null) {
            throw PointsProblem.SOURCE_REUSED.problem();
        }
        return earlier.origin().equals(origin)
                ? Uni.createFrom().item(earlier)
                : members.living(earlier.origin()).map(person -> {
                    if (!person.equals(wallet.person())) {
                        throw PointsProblem.SOURCE_REUSED.problem();
                    }
                    return earlier;
                });
    }

    /** The person's free lots, those that lapse first at first, as many as it takes for the points. */
    Uni<List<Lot>> freeLots(Wallet wallet, long points) {
        return freeLots(wallet, points, FIRST_LOTS);
    }

    private Uni<List<Lot>> freeLots(Wallet wallet, long points, int most) {
        return database.sql("""
                        select l.* from points_account a cross join lateral (
                          select id, origin_id, earning_id, remaining - held, expires_at from points_lot
                          where origin_id = a.origin_id and remaining > 0 and remaining > held
                            and (expires_at is null or expires_at > :now)
                          order by expires_at, id limit :most) l
                        where a.person_id = :person order by l.expires_at, l.id limit :most""")
                .with("now", wallet.now())
                .with("most", most)
                .with("person", wallet.person())
                .list(Lot::of)
                .chain(lots -> lots.size() < most
                                || lots.stream().mapToLong(Lot::points).sum() >= points
                        ? Uni.createFrom().item(lots)
                        : freeLots(wallet, points, most * 8));
    }

    /**
     * Writes a posting with all that it does, in one statement.
     *
     * @throws io.guike.platform.Problem {@code points.source-reused} where somebody else has the business key
     */
    Uni<Posting> post(Posting header, Draft draft) {
        Posting posting = header.with(draft.amount());
        Uni<Integer> written = write(posting, draft);
        List<UUID> unknown = draft.unknownAccounts();
        return (unknown.isEmpty() ? written : database.together(begin(unknown, posting), written))
                .onFailure(Database::isDuplicate)
                .transform(failure -> PointsProblem.SOURCE_REUSED.problem())
                .replaceWith(posting);
    }

    private Uni<Integer> begin(List<UUID> origins, Posting posting) {
        return database.sql("""
                        insert into points_account (origin_id, person_id, balance, held, debt, entries, last_at)
                        select origin, :person, 0, 0, 0, 0, :at from unnest(cast(:origins as uuid[])) as these (origin)""")
                .with("person", posting.person())
                .with("at", posting.at().minus(1, ChronoUnit.MICROS))
                .with("origins", origins)
                .run();
    }

    private Uni<Integer> write(Posting posting, Draft draft) {
        Sql sql = database.sql("""
                        with header as (
                          insert into points_posting (id, reason, source, person_id, origin_id, actor, store_id, staff_id,
                            amount, at, text, explanation, reverses_id, reversed, forgiven)
                          values (:id, :reason, :source, :person, :origin, :actor, :store, :staff, :amount, :at, :text,
                            :explanation, :reverses, :reversed, :forgiven)),
                        account as (
                          update points_account a set balance = a.balance + t.points, held = a.held + t.held,
                            debt = a.debt + t.debt, entries = a.entries + 1, last_at = :at,
                            debt_since = case when a.debt + t.debt > 0 then coalesce(a.debt_since, :at) end
                          from unnest(cast(:origins as uuid[]), cast(:balances as bigint[]), cast(:helds as bigint[]),
                            cast(:debts as bigint[])) as t (origin, points, held, debt)
                          where a.origin_id = t.origin
                          returning a.origin_id, a.entries, t.points, a.balance, a.debt),
                        entry as (
                          insert into points_entry (origin_id, number, posting_id, amount, balance_after, debt_after, at)
                          select origin_id, entries, :id, points, balance, debt, :at from account),
                        aside as (
                          update points_account a set held = a.held + t.held
                          from unnest(cast(:asideOrigins as uuid[]), cast(:asides as bigint[])) as t (origin, held)
                          where a.origin_id = t.origin),
                        lot as (
                          update points_lot l set remaining = l.remaining + t.points, held = l.held + t.held
                          from unnest(cast(:lots as uuid[]), cast(:lotPoints as bigint[]), cast(:lotHelds as bigint[]))
                            as t (id, points, held)
                          where l.id = t.id),
                        new_lot as (
                          insert into points_lot (id, origin_id, earning_id, amount, remaining, held, got_at, expires_at)
                          select t.id, t.origin, t.earning, t.points, t.points, 0, :at,
                            cast(nullif(t.ends, '') as timestamptz)
                          from unnest(cast(:newLots as uuid[]), cast(:newOrigins as uuid[]),
                            cast(:newEarnings as uuid[]), cast(:newPoints as bigint[]), cast(:newEnds as text[]))
                            as t (id, origin, earning, points, ends))
                        insert into points_lot_move (posting_id, number, lot_id, kind, amount, lives_until)
                        select :id, t.number, t.lot, t.kind, t.points, cast(nullif(t.ends, '') as timestamptz)
                        from unnest(cast(:moveLots as uuid[]), cast(:moveKinds as text[]), cast(:movePoints as bigint[]),
                          cast(:moveEnds as text[])) with ordinality as t (lot, kind, points, ends, number)""")
                .with("id", posting.id())
                .with("reason", posting.reason())
                .with("source", posting.source())
                .with("person", posting.person())
                .with("origin", posting.origin())
                .with("actor", posting.actor())
                .with("store", posting.store())
                .with("staff", posting.staff())
                .with("amount", posting.amount())
                .with("at", posting.at())
                .with("text", posting.text())
                .with("explanation", posting.explanation())
                .with("reverses", posting.reverses())
                .with("reversed", posting.reverses() == null ? null : posting.reversed())
                .with("forgiven", posting.forgiven());
        draft.columns().forEach(sql::with);
        return sql.run();
    }
}
