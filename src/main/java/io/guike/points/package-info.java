/**
 * The ledger of points (积分): append-only, to be closed by an auditor.
 *
 * <dl>
 *   <dt>Account (积分账户)</dt>
 *   <dd>One for each origin: for whom points came to first. A person's balance is the sum over their accounts, so a merge and
 *       its undo move {@code person_id} and nothing else, and what came to one of two people goes back with them.
 *   <dt>Posting, entry (记账, 分录)</dt>
 *   <dd>A posting is something that moved points, once for its reason and source: sent again it is answered and not done;
 *       with other points or for somebody else it is refused ({@code points.source-reused}), and so are promises and holds.
 *       It has an entry for each account that it touched, numbered, with the balance and the debt after it, later than the
 *       entry before. Neither is ever changed: the database refuses it.
 *   <dt>Explanation (积分说明)</dt>
 *   <dd>What was earned by a rule keeps the id of its occasion for ever and nothing else. {@link
 *       io.guike.points.ExplanationPart} says in words why it came to so many when head office reads it, and can forget.
 *   <dt>Lot, move (批次, 批次变动)</dt>
 *   <dd>Points that were earned together and lapse together. Every change of what is left in a lot is a move of a posting.
 *   <dt>Statement (积分明细)</dt>
 *   <dd>One line for what one posting did to the accounts that are the person's now, by time and, at the same time, by the
 *       posting's id; each with the balance after it, so that it is the balance of the line before and its own points.
 *   <dt>Invariants</dt>
 *   <dd>At every commit, for every account: balance = sum of entries = what is left in its lots − debt; what is held is what
 *       its open holds set aside in its lots; each lot is the sum of its moves. {@code pointsaudit} proves it.
 * </dl>
 *
 * <p><b>Rules.</b>
 *
 * <dl>
 *   <dt>Spending (消费)</dt>
 *   <dd>takes the lot that lapses first, those that never lapse last, over all accounts of the person. Available is what is
 *       left in lots that are not over, without what is held and what is owed, and never below zero.
 *   <dt>Earning (获得)</dt>
 *   <dd>pays the person's debts first, the oldest first, with entries on the accounts that owe; the rest becomes a lot of the
 *       origin's account.
 *   <dt>Expiry (到期)</dt>
 *   <dd>{@link io.guike.points.Expiry}: points are usable up to and including their last day in Asia/Shanghai. What is over
 *       counts as lapsed for every read and every command, swept or not; a command lets it lapse before it does anything,
 *       the sweep does it for everybody else: one posting an account. Sweeps of several replicas pass each other and share
 *       the work; an account that cannot be settled is passed over, logged and seen in {@code guike.points.unswept}.
 *   <dt>Promise (待生效)</dt>
 *   <dd>Pending points are in no balance. Activating posts them as an earning of the same reason and source, and their life
 *       begins then; voiding takes them back, also in part. Of both at once exactly one wins. The key of a promise is earned
 *       by activating it and not otherwise ({@code points.source-reused}), also once it is void.
 *   <dt>Hold (冻结)</dt>
 *   <dd>{@link io.guike.points.Holds}: authorize sets aside by lots, those that lapse first at first; capture spends all or a
 *       part and frees the rest; void frees all; at its time it lapses. Reason and source of what was captured are taken for
 *       good, those of what was void or has lapsed are free again. What lapses while it is held can still be captured; what
 *       is freed after its end lapses at once. When two people are parted, a hold over the accounts of both ends.
 *   <dt>Refund (退还)</dt>
 *   <dd>gives back to the lots that were spent, the last taken first, with their own expiry, never more than was spent. The
 *       debt is paid before, by what would lapse first. What has lapsed since comes back as a lot of the same earning that
 *       lives {@code guike.points.refund-grace} days; with 0 it lapses at once, visible in the statement. So does what comes
 *       back from such a lot after its end: points have this grace once, however often goods are ordered and returned. What
 *       had come, while they were one, from somebody who was parted and erased since counts as refunded and goes to nobody.
 *   <dt>Taking back (收回)</dt>
 *   <dd>an earning, never more than was earned: from what is left of it; as far as it lapsed unused it is forgiven; then from
 *       other free lots, those that lapse first at first; what is spent stays as a debt (欠积分).
 *   <dt>Debt and free points</dt>
 *   <dd>can be there together after a merge, or when a hold ends: then the next command, or the end of the hold by whatever
 *       ends it, pays the one with the other, as a posting {@code REPAYMENT}. A hold that ended unseen pays as it would have
 *       in time: with what was free then, before another that ended later, and for whom its owner was at that time; a lot
 *       that lapses makes nobody pay. So nothing depends on when the sweep comes, and a balance shows it before that. What
 *       was paid while two were one stays paid when they are parted.
 *   <dt>Carrying over (结转)</dt>
 *   <dd>Points of an old card come in the transaction that claims the card, once a card number. Midnight posts those of cards
 *       that a list gave points to afterwards; while no list comes it has nothing to walk over.
 *   <dt>As of (历史余额)</dt>
 *   <dd>What the ledger said at an instant, of the accounts that are the person's <em>now</em>, whosever they were then. A
 *       merge posts nothing: after it the past of both is the survivor's, from the beginning, and what the one owed then is
 *       taken from what the other had. After its undo each has their own again, with what was spent from it and what was
 *       paid for it while they were one. Usable is what was in lots that were not over at that instant, written down or
 *       not, less the debt; holds have no past and count as usable. The books of who is erased stay and are answered
 *       from.
 *   <dt>Leaving (注销)</dt>
 *   <dd>Holds and promises end, what is left is written off; the entries stay and lead nowhere. Whoever is erased can neither
 *       earn nor be refunded: {@code member.erased}. A debt stays in the books and is forgiven: whoever comes back owes
 *       nothing. A right to be forgotten that leaves a claim behind is none, and the ledger names nobody whom it could be
 *       claimed from. What the chain lets go by this is a line of its own in the liability ({@code forgivenDebt}); what can be
 *       had once stays had, see {@link io.guike.selves}.
 * </dl>
 *
 * <p><b>Locks.</b> The person's row is the lock of all that is theirs here: every command holds it exclusively first ({@code
 * Members.hold}), and so do the sweep and a merge. Nothing is decided on what was read before. Lock and first look go to the
 * database together, and a posting with all it does is one statement: an earning takes three round trips. On one hot account
 * postings queue for the row, each for two of them.
 *
 * <p>Listens to: {@code DayHasPassed}. Announces: nothing. Takes part in merges, erasures and exports; shows itself on the
 * card.
 */
@NullMarked
package io.guike.points;

import org.jspecify.annotations.NullMarked;
