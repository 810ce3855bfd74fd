package io.guike.points;

import io.guike.platform.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a posting is to do to accounts and lots, thought out while its people are held. Pure; {@link Ledger} writes it in
 * one statement. Every step keeps balance = lots − debt for each account.
 */
final class Draft {

    /** Why points of a lot come or go. */
    enum Kind {
        GRANT,
        SPEND,
        GIVE_BACK,
        EXPIRE,
        CLAW_BACK,
        REPAY
    }

    /** By how much an account changes. */
    private static final class Change {
        private long balance;
        private long held;
        private long debt;
    }

    /** By how much a lot changes. */
    private static final class LotChange {
        private long remaining;
        private long held;
    }

    private record NewLot(
            UUID id,
            UUID origin,
            UUID earning,
            long points,
            @Nullable Instant expiresAt) {}

    /** @param end of a new lot, {@link #FOR_EVER} or an instant; empty for all others */
    private record Move(UUID lot, Kind kind, long points, String end) {}

    private static final String FOR_EVER = "infinity";

    private final Wallet wallet;
    private final Map<UUID, Change> accounts = new LinkedHashMap<>();
    private final Map<UUID, LotChange> lots = new LinkedHashMap<>();
    private final List<NewLot> newLots = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();

    Draft(Wallet wallet) {
        this.wallet = wallet;
    }

    private Change account(UUID origin) {
        return accounts.computeIfAbsent(origin, key -> new Change());
    }

    private LotChange lot(UUID id) {
        return lots.computeIfAbsent(id, key -> new LotChange());
    }

    /** @param kind {@code GRANT}, or {@code GIVE_BACK} for what had lapsed when it was to go back */
    void grant(UUID origin, UUID earning, long points, @Nullable Instant expiresAt, Kind kind) {
        UUID id = Ids.next();
        newLots.add(new NewLot(id, origin, earning, points, expiresAt));
        moves.add(new Move(id, kind, points, expiresAt == null ? FOR_EVER : expiresAt.toString()));
        account(origin).balance += points;
    }

    /** Pays the owner's debts, oldest first. @return what is left of the points */
    long repay(UUID owner, long points) {
        long rest = points;
        for (Wallet.Account debtor : wallet.inDebt(owner)) {
            Change change = account(debtor.origin());
            long paid = Math.min(rest, debtor.debt() + change.debt);
            change.debt -= paid;
            change.balance += paid;
            rest -= paid;
        }
        accounts.values().removeIf(change -> change.balance == 0 && change.debt == 0 && change.held == 0);
        return rest;
    }

    void owe(UUID origin, long points) {
        Change change = account(origin);
        change.debt += points;
        change.balance -= points;
    }

    void take(Lot lot, long points, Kind kind) {
        lot(lot.id()).remaining -= points;
        account(lot.origin()).balance -= points;
        moves.add(new Move(lot.id(), kind, -points, ""));
    }

    /** Takes from lots in their order. @return what they could not give */
    long takeFrom(List<Lot> ordered, long points, Kind kind) {
        long rest = points;
        for (Lot lot : ordered) {
            long some = Math.min(rest, lot.points());
            if (some > 0) {
                take(lot, some, kind);
                rest -= some;
            }
        }
        return rest;
    }

    void giveBack(Lot lot, long points) {
        lot(lot.id()).remaining += points;
        account(lot.origin()).balance += points;
        moves.add(new Move(lot.id(), Kind.GIVE_BACK, points, ""));
    }

    /** Ends what a hold set aside in a lot: spends some of it, and leaves the rest free. */
    void capture(Lot aside, long spent) {
        lot(aside.id()).held -= aside.points();
        account(aside.origin()).held -= aside.points();
        if (spent > 0) {
            take(aside, spent, Kind.SPEND);
        }
    }

    /** What it brings to all accounts together. */
    long amount() {
        return accounts.values().stream().mapToLong(change -> change.balance).sum();
    }

    /** Accounts that get an entry, and {@code false}: those in which only something is no longer set aside. */
    private List<Map.Entry<UUID, Change>> touched(boolean entry) {
        return accounts.entrySet().stream()
                .filter(one -> (one.getValue().balance != 0 || one.getValue().debt != 0) == entry)
                .toList();
    }

    List<UUID> unknownAccounts() {
        return accounts.keySet().stream().filter(origin -> !wallet.has(origin)).toList();
    }

    /** Arrays for {@code unnest}, by the names of the statement's parameters. */
    Map<String, Object> columns() {
        List<Map.Entry<UUID, Change>> entries = touched(true);
        List<Map.Entry<UUID, Change>> asides = touched(false);
        List<Map.Entry<UUID, LotChange>> changed = List.copyOf(lots.entrySet());
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("origins", uuids(entries, Map.Entry::getKey));
        columns.put("balances", longs(entries, one -> one.getValue().balance));
        columns.put("helds", longs(entries, one -> one.getValue().held));
        columns.put("debts", longs(entries, one -> one.getValue().debt));
        columns.put("asideOrigins", uuids(asides, Map.Entry::getKey));
        columns.put("asides", longs(asides, one -> one.getValue().held));
        columns.put("lots", uuids(changed, Map.Entry::getKey));
        columns.put("lotPoints", longs(changed, one -> one.getValue().remaining));
        columns.put("lotHelds", longs(changed, one -> one.getValue().held));
        columns.put("newLots", uuids(newLots, NewLot::id));
        columns.put("newOrigins", uuids(newLots, NewLot::origin));
        columns.put("newEarnings", uuids(newLots, NewLot::earning));
        columns.put("newPoints", longs(newLots, NewLot::points));
        columns.put(
                "newEnds",
                texts(
                        newLots,
                        lot -> lot.expiresAt() == null ? "" : lot.expiresAt().toString()));
        columns.put("moveLots", uuids(moves, Move::lot));
        columns.put("moveKinds", texts(moves, move -> move.kind().name()));
        columns.put("movePoints", longs(moves, Move::points));
        columns.put("moveEnds", texts(moves, Move::end));
        return columns;
    }

    private static <T> UUID[] uuids(List<T> all, Function<T, UUID> value) {
        return all.stream().map(value).toArray(UUID[]::new);
    }

    private static <T> Long[] longs(List<T> all, ToLongFunction<T> value) {
        return all.stream().mapToLong(value).boxed().toArray(Long[]::new);
    }

    private static <T> String[] texts(List<T> all, Function<T, String> value) {
        return all.stream().map(value).toArray(String[]::new);
    }
}
