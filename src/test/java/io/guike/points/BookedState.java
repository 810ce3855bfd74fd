package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.platform.Sql;
import io.guike.points.BalanceView.Lapsing;
import io.guike.points.BookedThings.Hold;
import io.guike.points.BookedThings.Lot;
import io.guike.points.Commands.Cast;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What stands in the tables, and what stands in the {@link ReferenceBook}, in the same words. */
@ApplicationScoped
public class BookedState {

    private static final String AT_ONCE = "at once";

    @Inject
    Database database;

    /**
     * Whom and what the book means.
     *
     * @param lots as far as the tables have them
     */
    record Names(Cast cast, Map<UUID, Lot> lots) {

        String person(UUID id) {
            return "#" + cast.number(id);
        }

        int step(String source) {
            return cast.step(source);
        }

        String lot(UUID id) {
            Lot lot = lots.get(id);
            return lot == null ? "a lot too many" : name(lot);
        }
    }

    private static String name(Lot lot) {
        return "lot %d of %d".formatted(lot.number(), lot.earning());
    }

    static SortedMap<String, String> in(ReferenceBook book) {
        SortedMap<String, String> told = new TreeMap<>();
        BookedAccounts accounts = book.accounts();
        accounts.debts().forEach((origin, debt) -> told.put("account of #" + origin, account(accounts, origin, debt)));
        accounts.lots().forEach(lot -> told.put(name(lot), lot(lot)));
        book.promises()
                .forEach((number, promise) ->
                        told.put("promise " + number, promise.answer() + ", of #" + accounts.living(promise.origin())));
        accounts.holds().forEach((number, all) -> {
            for (int i = 0; i < all.size(); i++) {
                told.put(holdName(number, i), hold(accounts, all.get(i)));
            }
        });
        return told;
    }

    /** @param nth of those that one step set aside */
    private static String holdName(int step, long nth) {
        return "hold " + step + (nth == 0 ? "" : " again " + nth);
    }

    private static String account(BookedAccounts accounts, int origin, long debt) {
        List<Lot> own =
                accounts.lots().stream().filter(lot -> lot.origin() == origin).toList();
        return account(
                "#" + accounts.living(origin),
                own.stream().mapToLong(Lot::left).sum() - debt,
                own.stream().mapToLong(Lot::held).sum(),
                debt);
    }

    private static String account(String person, long balance, long held, long debt) {
        return "is %s's: balance %d, held %d, debt %d".formatted(person, balance, held, debt);
    }

    private static String lot(Lot lot) {
        String moves = lot.moves().entrySet().stream()
                .map(move -> move.getKey() + " " + move.getValue())
                .collect(Collectors.joining(" "));
        String end = BookedThings.AT_ONCE.equals(lot.end()) ? AT_ONCE : "" + lot.end();
        return lot("#" + lot.origin(), lot.left(), lot.held(), end, moves);
    }

    private static String lot(String origin, long left, long held, String end, String moves) {
        return "of %s: %d left, %d held, until %s; %s".formatted(origin, left, held, end, moves);
    }

    private static String hold(BookedAccounts accounts, Hold hold) {
        String parts = hold.parts().stream()
                .map(part -> name(part.lot()) + " " + part.points())
                .collect(Collectors.joining(", "));
        return hold("#" + accounts.living(hold.origin()), hold.answer(), hold.end(), parts);
    }

    private static String hold(String person, String state, Instant end, String parts) {
        return "%s, of %s, until %s: %s".formatted(state, person, end, parts);
    }

    /** What the person is to be shown. */
    static BalanceView shown(ReferenceBook book, int person) {
        BookedAccounts accounts = book.accounts();
        List<Lot> lots = accounts.lots().stream()
                .filter(lot -> accounts.living(lot.origin()) == person)
                .toList();
        long pending = book.promises().values().stream()
                .filter(promise -> promise.is("PENDING") && accounts.living(promise.origin()) == person)
                .mapToLong(promise -> promise.points())
                .sum();
        return new BalanceView(
                lots.stream().mapToLong(Lot::left).sum() - accounts.debt(person),
                accounts.available(person),
                lots.stream().mapToLong(Lot::held).sum(),
                accounts.debt(person),
                pending,
                lapsing(lots, accounts.now()));
    }

    private static List<Lapsing> lapsing(List<Lot> lots, Instant now) {
        SortedMap<Instant, Long> ends = new TreeMap<>();
        lots.stream()
                .filter(lot -> lot.left() > 0 && lot.end() != null && !lot.isOver(now))
                .forEach(lot -> ends.merge(Objects.requireNonNull(lot.end()), lot.left(), Long::sum));
        return ends.entrySet().stream()
                .limit(3)
                .map(end -> new Lapsing(
                        LocalDate.ofInstant(end.getKey(), BookedThings.SHANGHAI).minusDays(1), end.getValue()))
                .toList();
    }

    SortedMap<String, String> inTables(Names names) {
        SortedMap<String, String> told = new TreeMap<>();
        accounts(names, told);
        lots(names, told);
        promises(names, told);
        holds(names, told);
        return told;
    }

    private Sql sql(String text, Names names) {
        return database.sql(text).with("people", names.cast().people());
    }

    private List<Row> rows(String text, Names names) {
        return Run.now(() -> sql(text, names).list(row -> row));
    }

    private void accounts(Names names, Map<String, String> told) {
        rows("select origin_id, person_id, balance, held, debt from points_account where origin_id in (:people)", names)
                .forEach(row -> told.put(
                        "account of " + names.person(row.uuid(0)),
                        account(names.person(row.uuid(1)), row.number(2), row.number(3), row.number(4))));
    }

    private void lots(Names names, Map<String, String> told) {
        rows("""
                select l.id, l.origin_id, l.remaining, l.held, l.expires_at, coalesce(l.expires_at <= l.got_at, false), (
                  select string_agg(m.kind || ' ' || m.amount, ' ' order by m.kind) from (
                    select kind, sum(amount) as amount from points_lot_move where lot_id = l.id group by kind) m)
                from points_lot l where l.origin_id in (:people)""", names)
                .forEach(row -> told.put(
                        names.lot(row.uuid(0)),
                        lot(
                                names.person(row.uuid(1)),
                                row.number(2),
                                row.number(3),
                                row.flag(5) ? AT_ONCE : "" + row.instantOrNull(4),
                                row.text(6))));
    }

    private void promises(Names names, Map<String, String> told) {
        rows("select source, state, points, person_id from points_pending where origin_id in (:people)", names)
                .forEach(row -> told.put(
                        "promise " + names.step(row.text(0)),
                        row.text(1) + " " + row.number(2) + ", of " + names.person(row.uuid(3))));
    }

    private void holds(Names names, Map<String, String> told) {
        rows("""
                select h.source, h.state, h.points, coalesce(h.captured, 0), h.expires_at, h.person_id, (
                  select string_agg(s.lot_id || ' ' || s.amount, ',' order by s.number) from points_hold_lot s
                  where s.hold_id = h.id), row_number() over (partition by h.source order by h.at, h.id) - 1
                from points_hold h where h.origin_id in (:people)""", names)
                .forEach(row -> told.put(
                        holdName(names.step(row.text(0)), row.number(7)),
                        hold(
                                names.person(row.uuid(5)),
                                row.text(1) + " " + row.number(2) + " " + row.number(3),
                                row.instant(4),
                                parts(names, row.text(6)))));
    }

    private static String parts(Names names, String parts) {
        return List.of(parts.split(",")).stream()
                .map(part -> part.split(" "))
                .map(part -> names.lot(UUID.fromString(part[0])) + " " + part[1])
                .collect(Collectors.joining(", "));
    }

    /** A lot of the tables, as far as it tells which one of the book it is. */
    record NewLot(UUID id, int earning, long granted) {}

    /** Those without a name yet, in the order in which the ledger takes from them where they lapse on one day. */
    List<NewLot> newLots(Names names) {
        return rows("""
                select l.id, p.source, l.amount from points_lot l join points_posting p on p.id = l.earning_id
                where l.origin_id in (:people) order by l.id""", names).stream()
                .filter(row -> !names.lots().containsKey(row.uuid(0)))
                .map(row -> new NewLot(row.uuid(0), names.step(row.text(1)), row.number(2)))
                .toList();
    }
}
