package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.points.Draft.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The front door of the ledger. All commands join the caller's transaction, hold the living person first, and happen once
 * for a reason and source. Each fails with {@code member.unknown} or {@code member.erased} where there is nobody.
 */
@ApplicationScoped
public class Points {

    @Inject
    Database database;

    @Inject
    Ledger ledger;

    @Inject
    Earnings earnings;

    @Inject
    Pendings pendings;

    @Inject
    Reversals reversals;

    @Inject
    Balances balances;

    /**
     * The same reason and source again: answers the first posting, and posts nothing. So does the key of a promise that was
     * activated; as long as it was not, and once it is void, it can only be earned by {@link #activate}, whatever it is for.
     *
     * @throws io.guike.platform.Problem {@code points.source-reused} where the key stands for another number of points, for
     *     somebody else, or for a promise that is not active
     */
    public Uni<PostingView> earn(Earning earning) {
        return earn(earning.origin(), earning);
    }

    /**
     * As {@link #earn(Earning)}, where the living person is held already: the origin's row is not touched after theirs.
     *
     * @param part somebody whose living person is that of the origin too; held already, or nobody else's way leads there
     */
    public Uni<PostingView> earn(UUID part, Earning earning) {
        return database.tx(() -> ledger.open(part, earning.reason(), earning.source())
                .chain(opened -> {
                    if (opened.promised() && opened.earlier() == null) {
                        throw PointsProblem.SOURCE_REUSED.problem();
                    }
                    return earnings.earn(earning, opened);
                }));
    }

    /**
     * Promises points; they are in no balance until {@link #activate}. The same reason and source again: answers the first
     * promise, as it stands now.
     *
     * @throws io.guike.platform.Problem {@code points.source-reused} where they were earned without a promise, or the key
     *     stands for another number of points, or for somebody else
     */
    public Uni<PendingView> pend(Earning earning) {
        return pendings.pend(earning.origin(), earning);
    }

    /** As {@link #pend(Earning)}; {@code part} as in {@link #earn(UUID, Earning)}. */
    public Uni<PendingView> pend(UUID part, Earning earning) {
        return pendings.pend(part, earning);
    }

    /**
     * Posts what was promised as an earning of the same reason and source; their life begins now. Once more: answers the
     * same posting.
     *
     * @throws io.guike.platform.Problem {@code points.pending-unknown}; {@code points.pending-ended} where they are void;
     *     {@code points.source-reused} where the key was posted without the promise, for somebody else at the same moment
     */
    public Uni<PostingView> activate(String reason, String source) {
        return pendings.activate(reason, source);
    }

    /**
     * Takes back a promise. A part is no command that may be repeated: whoever calls has a key of its own for it.
     *
     * @param part how many of the points; null for all that are left
     * @throws io.guike.platform.Problem {@code points.pending-unknown}, {@code points.too-much-back}; {@code
     *     points.pending-ended} where they are active, or void and a part is named
     */
    public Uni<PendingView> voidPending(String reason, String source, @Nullable Long part) {
        return pendings.voidPart(reason, source, part);
    }

    /**
     * Takes points from the lots that lapse first, over all accounts of the person.
     *
     * @throws io.guike.platform.Problem {@code points.insufficient} with how many are available; {@code
     *     points.source-reused} where the key stands for another number of points, or for somebody else
     */
    public Uni<PostingView> spend(Spending spending) {
        return database.tx(() -> ledger.open(spending.origin(), spending.reason(), spending.source())
                .chain(opened -> {
                    Posting earlier = opened.earlier();
                    if (earlier == null) {
                        return spend(spending, opened.wallet());
                    }
                    return ledger.same(earlier, spending.origin(), -spending.points(), opened.wallet());
                })
                .map(Posting::view));
    }

    private Uni<Posting> spend(Spending spending, Wallet wallet) {
        Amounts.mustBeThere(spending.points(), wallet);
        Posting header = Posting.plain(
                Ids.next(),
                spending.reason(),
                spending.source(),
                wallet,
                spending.origin(),
                spending.actor(),
                spending.storeId(),
                null,
                spending.text(),
                null);
        return ledger.freeLots(wallet, spending.points()).chain(lots -> {
            Draft draft = new Draft(wallet);
            Amounts.mustBeAll(draft.takeFrom(lots, spending.points(), Kind.SPEND));
            return ledger.post(header, draft);
        });
    }

    /**
     * Refunds a spending, in whole or in part: to the lots it came from, with their own expiry, the last taken first; what
     * is owed is paid before. What has lapsed since lives for {@code guike.points.refund-grace} days, once: after that it
     * lapses with the refund. The posting's reason is that of the spending with {@code _REFUND}.
     *
     * @param refundSource the business key of this refund
     * @throws io.guike.platform.Problem {@code points.posting-unknown}, {@code points.too-much-back}, {@code
     *     points.source-reused}
     */
    public Uni<PostingView> giveBack(
            String reason, String spentSource, String refundSource, long points, String actor) {
        return reversals.giveBack(reason, spentSource, refundSource, points, actor);
    }

    /**
     * Holds, to the end of the caller's transaction, all whom giving a spending back concerns: who spent, and whose the lots
     * are by now. For callers who write rows of their own before they give it back; nobody else is held before.
     *
     * @throws io.guike.platform.Problem {@code points.posting-unknown}; {@code member.erased} for who spent
     */
    public Uni<Void> holdForReturn(String reason, String spentSource) {
        return reversals.hold(reason, spentSource);
    }

    /**
     * Takes an earning back, in whole or in part: from what is left of it; as far as it lapsed unused it is forgiven; then
     * from other points; what is spent stays as a debt that the next earning repays. The posting's reason is that of the
     * earning with {@code _CLAW_BACK}.
     *
     * @param refundSource the business key of this taking back
     * @throws io.guike.platform.Problem {@code points.posting-unknown}, {@code points.too-much-back}, {@code
     *     points.source-reused}
     */
    public Uni<PostingView> clawBack(
            String reason, String earnedSource, String refundSource, long points, String actor) {
        return reversals.clawBack(reason, earnedSource, refundSource, points, actor);
    }

    /** @param person the living person */
    public Uni<BalanceView> balance(UUID person) {
        return balances.of(person);
    }
}
