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
     * Pays what is owed with what was free when a hold ended, also with what has lapsed since.
     *
     * @param at when the hold was over, which is ended by now
     */
    Uni<Void> repayAsOf(UUID person, Instant at, Instant now) {
        return ledger.load(List.of(person), person, "", "", now)
                .map(Ledger.Opened::wallet)
                .chain(wallet -> repayAsOf(wallet, at));
    }

    private Uni<Void> repayAsOf(Wallet wallet, Instant at) {
        long points = wallet.repayable(wallet.person());
        if (points == 0) {
            return Uni.createFrom().voidItem();
        }
        Wallet then = new Wallet(wallet.person(), at, wallet.accounts(), false);
        return ledger.freeLots(then, points)
                .chain(lots -> lots.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : repay(wallet, lots, points).replaceWithVoid());
    }
}
