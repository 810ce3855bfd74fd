package io.guike.points;

import io.guike.platform.Ids;
import io.guike.points.Draft.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Gives points to somebody who is held: what is owed is paid first, the rest becomes a lot. */
@ApplicationScoped
class Earnings {

    @Inject
    Ledger ledger;

    Uni<PostingView> earn(Earning earning, Ledger.Opened opened) {
        Posting earlier = opened.earlier();
        return (earlier == null
                        ? post(earning, opened.wallet())
                        : ledger.same(earlier, earning.origin(), earning.points(), opened.wallet()))
                .map(Posting::view);
    }

    private Uni<Posting> post(Earning earning, Wallet wallet) {
        Posting header = Posting.plain(
                Ids.next(),
                earning.reason(),
                earning.source(),
                wallet,
                earning.origin(),
                earning.actor(),
                earning.storeId(),
                earning.staffId(),
                earning.text(),
                Explanations.written(earning.occasion()));
        Draft draft = new Draft(wallet);
        long rest = draft.repay(wallet.person(), earning.points());
        if (rest > 0) {
            draft.grant(earning.origin(), header.id(), rest, earning.expiry().end(wallet.now()), Kind.GRANT);
        }
        return ledger.post(header, draft);
    }
}
