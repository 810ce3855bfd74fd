package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Pays what people owe with what they have free. They are held. */
@ApplicationScoped
class Debts {

    @Inject
    Database database;

    @Inject
    Ledger ledger;

    /** @return whether anything was owed that free points pay */
    Uni<Boolean> repaid(Wallet wallet) {
        List<UUID> debtors = wallet.owners().stream()
                .filter(owner -> wallet.repayable(owner) > 0)
                .toList();
        return Database.each(debtors, owner -> repay(wallet, owner)).replaceWith(!debtors.isEmpty());
    }

    private Uni<Posting> repay(Wallet all, UUID owner) {
        Wallet wallet = new Wallet(owner, all.now(), all.accounts(), false);
        long points = wallet.repayable(owner);
        return ledger.freeLots(wallet, points).chain(lots -> repay(wallet, lots, points));
    }

    private Uni<Posting> repay(Wallet wallet, List<Lot> lots, long points) {
        UUID owner = wallet.person();
        Draft draft = new Draft(wallet);
        long paid = points - draft.takeFrom(lots, points, Draft.Kind.REPAY);
        draft.repay(owner, paid);
        UUID id = Ids.next();
        UUID origin = wallet.inDebt(owner).get(0).origin();
        return ledger.post(
                Posting.plain(id, "REPAYMENT", id.toString(), wallet, origin, Ledger.SYSTEM, null, null, "抵还欠积分", null),
                draft);
    }

    /**
     * Between the end of holds and the lapse of lots, both late: what was freed before it was over pays what is owed.
     *
     * @param now at which the holds were ended just now
     */
    Uni<Void> repayWithFreed(UUID person, Instant now) {
        return ledger.load(List.of(person), person, "", "", now)
                .map(Ledger.Opened::wallet)
                .chain(wallet -> wallet.repayable(person) == 0
                        ? Uni.createFrom().voidItem()
                        : freedLots(wallet)
                                .chain(lots -> lots.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : repay(wallet, lots, wallet.repayable(person))
                                                .replaceWithVoid()));
    }

    /** Only those that are over by now: all others pay afterwards, as free points do. */
    private Uni<List<Lot>> freedLots(Wallet wallet) {
        return database.sql("""
                        select l.id, l.origin_id, l.earning_id, least(l.remaining - l.held, t.points), l.expires_at
                        from (
                          select s.lot_id, cast(sum(s.amount) as bigint) as points
                          from points_hold h join points_hold_lot s on s.hold_id = h.id join points_lot l on l.id = s.lot_id
                          where h.person_id = :person and h.state = 'LAPSED' and h.ended_at = :now
                            and h.expires_at < l.expires_at and l.expires_at <= :now
                          group by s.lot_id) t
                        join points_lot l on l.id = t.lot_id join points_account a on a.origin_id = l.origin_id
                        where a.person_id = :person and l.remaining > l.held order by l.expires_at, l.id""")
                .with("person", wallet.person())
                .with("now", wallet.now())
                .list(Lot::of);
    }
}
