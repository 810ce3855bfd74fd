package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Settings;
import io.guike.points.Draft.Kind;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Takes postings back, in whole or in part: spendings that are refunded, earnings that are undone. */
@ApplicationScoped
class Reversals {

    @Inject
    Database database;

    @Inject
    Ledger ledger;

    @Inject
    Owners owners;

    /** Days that refunded points live which have lapsed since they were spent; 0: they lapse at once. */
    @ConfigProperty(name = "guike.points.refund-grace", defaultValue = "30")
    int refundGrace;

    void start(@Observes StartupEvent event) {
        Settings.mustLieBetween("guike.points.refund-grace", refundGrace, 0, 36_500);
    }

    /** @param points to be given or taken back, of those that {@code of} moved */
    record Wish(Posting of, String reason, String source, long points, String actor) {

        boolean isThatOf(Posting earlier) {
            return of.id().equals(earlier.reverses()) && earlier.reversed() == points;
        }
    }

    Uni<PostingView> giveBack(String reason, String spentSource, String refundSource, long points, String actor) {
        Amounts.mustBePositive(points);
        return database.tx(
                () -> ledger.posting(reason, spentSource).chain(spent -> giveBack(spent, refundSource, points, actor)));
    }

    Uni<PostingView> giveBack(UUID spending, String refundSource, long points, String actor) {
        Amounts.mustBePositive(points);
        return database.tx(() -> ledger.posting(spending).chain(spent -> giveBack(spent, refundSource, points, actor)));
    }

    private Uni<PostingView> giveBack(Posting spent, String refundSource, long points, String actor) {
        if (spent.amount() >= 0 || spent.reverses() != null) {
            throw PointsProblem.POSTING_UNKNOWN.problem();
        }
        Wish wish = new Wish(spent, spent.reason() + "_REFUND", refundSource, points, actor);
        return once(wish, -spent.amount(), wallet -> refund(wish, wallet));
    }

    Uni<PostingView> clawBack(String reason, String earnedSource, String refundSource, long points, String actor) {
        Amounts.mustBePositive(points);
        return database.tx(() -> ledger.posting(reason, earnedSource).chain(earned -> {
            if (earned.amount() <= 0 || earned.reverses() != null) {
                throw PointsProblem.POSTING_UNKNOWN.problem();
            }
            Wish wish = new Wish(earned, reason + "_CLAW_BACK", refundSource, points, actor);
            return once(wish, earned.amount(), wallet -> takeBack(wish, wallet));
        }));
    }

    private interface Reversal {
        Uni<Posting> of(Wallet wallet);
    }

    Uni<Void> hold(String reason, String source) {
        return ledger.posting(reason, source)
                .chain(posting -> origins(posting).chain(origins -> owners.hold(origins, posting.origin())))
                .replaceWithVoid();
    }

    private Uni<PostingView> once(Wish wish, long moved, Reversal reversal) {
        return origins(wish.of())
                .chain(origins -> ledger.openAll(origins, wish.of().origin(), wish.reason(), wish.source()))
                .chain(opened -> {
                    Posting earlier = opened.earlier();
                    if (earlier == null) {
                        return mustBeLeft(wish, moved).chain(() -> reversal.of(opened.wallet()));
                    }
                    if (!wish.isThatOf(earlier)) {
                        throw PointsProblem.SOURCE_REUSED.problem();
                    }
                    return Uni.createFrom().item(earlier);
                })
                .map(Posting::view);
    }

    /** Whose accounts the posting touched: of several people, where they were one then and were parted since. */
    private Uni<List<UUID>> origins(Posting posting) {
        return database.sql(
                        "select origin_id from points_entry where posting_id = :id union select cast(:origin as uuid)")
                .with("id", posting.id())
                .with("origin", posting.origin())
                .list(row -> row.uuid(0));
    }

    private Uni<Void> mustBeLeft(Wish wish, long moved) {
        return reversedOf(wish)
                .invoke(done -> {
                    if (done + wish.points() > moved) {
                        throw PointsProblem.TOO_MUCH_BACK.because("left: " + (moved - done));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Long> reversedOf(Wish wish) {
        return database.sql(
                        "select coalesce(cast(sum(reversed) as bigint), 0) from points_posting where reverses_id = :id")
                .with("id", wish.of().id())
                .one(row -> row.number(0));
    }

    /** To the lots it was taken from, the last one first. What came from somebody who is erased goes back to nobody. */
    private Uni<Posting> refund(Wish wish, Wallet wallet) {
        return reversedOf(wish)
                .chain(done -> spentLots(wish.of()).map(lots -> part(lots, done, wish.points())))
                .chain(parts -> {
                    List<Lot> held = parts.stream()
                            .filter(lot -> wallet.has(lot.origin()))
                            .toList();
                    long gone =
                            wish.points() - held.stream().mapToLong(Lot::points).sum();
                    return secondLives(held, wallet)
                            .chain(second -> ledger.post(
                                            header(wish, wallet, "退还：", gone), refund(held, second, wallet))
                                    .call(posting -> refundGrace == 0 || !second.isEmpty()
                                            ? Database.each(wallet.owners(), ledger::settle)
                                            : Uni.createFrom().voidItem()));
                });
    }

    /** Those of the lots that are over for the second time: they had their grace. */
    private Uni<Set<UUID>> secondLives(List<Lot> lots, Wallet wallet) {
        List<UUID> over = lots.stream()
                .filter(lot -> lot.isOver(wallet.now()))
                .map(Lot::id)
                .toList();
        if (over.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return database.sql("""
                        select l.id from points_lot l where l.id in (:over)
                          and not exists (select from points_lot_move m where m.lot_id = l.id and m.kind = 'GRANT')""").with("over", over).list(row -> row.uuid(0)).map(Set::copyOf);
    }

    private Uni<List<Lot>> spentLots(Posting spent) {
        return database.sql("""
                        select l.id, l.origin_id, l.earning_id, -m.amount, l.expires_at
                        from points_lot_move m join points_lot l on l.id = m.lot_id
                        where m.posting_id = :id and m.kind = 'SPEND' order by m.number desc""").with("id", spent.id()).list(Lot::of);
    }

    /** So many points of the list, after those that earlier refunds gave back. */
    static List<Lot> part(List<Lot> lots, long after, long points) {
        List<Lot> parts = new ArrayList<>();
        long skip = after;
        long rest = points;
        for (Lot lot : lots) {
            long passed = Math.min(skip, lot.points());
            long some = Math.min(rest, lot.points() - passed);
            skip -= passed;
            rest -= some;
            if (some > 0) {
                parts.add(lot.with(some));
            }
        }
        return parts;
    }

    /** What is owed is paid first, with what would lapse first; the rest goes where it came from. */
    private Draft refund(List<Lot> parts, Set<UUID> second, Wallet wallet) {
        Draft draft = new Draft(wallet);
        for (int i = parts.size() - 1; i >= 0; i--) {
            Lot lot = parts.get(i);
            UUID owner = wallet.ownerOf(lot.origin());
            long rest = draft.repay(owner, lot.points());
            if (rest > 0) {
                bringBack(draft, lot.with(rest), second.contains(lot.id()), wallet);
            }
        }
        return draft;
    }

    /** @param second whether the lot had its grace already */
    private void bringBack(Draft draft, Lot lot, boolean second, Wallet wallet) {
        if (!lot.isOver(wallet.now())) {
            draft.giveBack(lot, lot.points());
            return;
        }
        var end = refundGrace == 0 || second
                ? wallet.now()
                : Expiry.days(refundGrace).end(wallet.now());
        draft.grant(lot.origin(), lot.earning(), lot.points(), end, Kind.GIVE_BACK);
    }

    /** From what the earning left, then not at all as far as it lapsed unused, then from other lots, then as a debt. */
    private Uni<Posting> takeBack(Wish wish, Wallet wallet) {
        return earnedLots(wish.of())
                .chain(own -> lapsedOf(wish.of()).chain(lapsed -> {
                    Draft draft = new Draft(wallet);
                    long rest = draft.takeFrom(own, wish.points(), Kind.CLAW_BACK);
                    long forgiven = Math.min(rest, lapsed);
                    long open = rest - forgiven;
                    Uni<List<Lot>> others = open == 0
                            ? Uni.createFrom().item(List.of())
                            : ledger.freeLots(wallet, wish.points() + open);
                    return others.chain(lots -> {
                        long owed = draft.takeFrom(without(own, lots), open, Kind.CLAW_BACK);
                        if (owed > 0) {
                            draft.owe(wish.of().origin(), owed);
                        }
                        return ledger.post(header(wish, wallet, "收回：", forgiven), draft);
                    });
                }));
    }

    /** The earning's own lots are taken from already. */
    private static List<Lot> without(List<Lot> own, List<Lot> lots) {
        List<UUID> taken = own.stream().map(Lot::id).toList();
        return lots.stream().filter(lot -> !taken.contains(lot.id())).toList();
    }

    private Uni<List<Lot>> earnedLots(Posting earned) {
        return database.sql("""
                        select id, origin_id, earning_id, remaining - held, expires_at from points_lot
                        where earning_id = :id and remaining > held order by expires_at, id""").with("id", earned.id()).list(Lot::of);
    }

    /** What of it lapsed unused, and was not forgiven yet. */
    private Uni<Long> lapsedOf(Posting earned) {
        return database.sql("""
                        select cast(coalesce((
                            select -sum(m.amount) from points_lot l join points_lot_move m on m.lot_id = l.id
                            where l.earning_id = :id and m.kind = 'EXPIRE'), 0)
                          - coalesce((select sum(forgiven) from points_posting where reverses_id = :id), 0) as bigint)""").with("id", earned.id()).one(row -> row.number(0));
    }

    private static Posting header(Wish wish, Wallet wallet, String verb, long forgiven) {
        return wish.of()
                .reversal(
                        Ids.next(),
                        wish.reason(),
                        wish.source(),
                        wish.actor(),
                        wallet,
                        verb + wish.of().text(),
                        wish.points(),
                        forgiven);
    }
}
