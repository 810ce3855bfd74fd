/**
 * The books of points (积分账务核对), for head office and auditors.
 *
 * <dl>
 *   <dt>Proof (账实核对)</dt>
 *   <dd>{@link io.guike.pointsaudit.Proofs}, first of accounts: each belongs to whom its origin has
 *       become by the merges that stand, and so do open holds and promises; of who is erased nothing is left; the balance is the sum of its
 *       entries and that of its lots less its debt; what is held is what its open holds set aside; the entries are numbered
 *       without a gap, later one than the other, each with the balance after it; each entry is what its posting moved in the
 *       account's lots less the debt it made. Each lot is the sum of its moves, and has the size, the end and the earning
 *       that the move wrote down which made it. Each hold is what it set aside, what was captured of it was posted, and so
 *       was what became of each promise. Then of postings: each has its entries, at its time, and is their sum; what is taken
 *       back is what was moved and forgiven, and of no posting more than it moved. Whoever asks for a proof
 *       while one is under way gets that one.
 *   <dt>One query (一条语句核对)</dt>
 *   <dd>The rules stand in the database, once: {@code select * from points_unproved()} is what an auditor types, and answers
 *       no row where the whole ledger is right, from one snapshot, so the ledger may be written meanwhile.
 *       {@code points_account_proof()} and {@code points_posting_proof()} answer a row for each account and each posting with
 *       its numbers, {@code ''} for no flaw. The service calls these two for a range of ids a statement, so that none is cut,
 *       each range from a snapshot of its own; a range that takes too long is halved.
 *   <dt>What it cannot see</dt>
 *   <dd>Two changes that agree with each other, such as a lot and the move that made it, or a posting with all that hangs on
 *       it: against whoever owns the tables only a copy elsewhere helps. Both are refused by the database's own triggers.
 *   <dt>Metric</dt>
 *   <dd>{@code guike_points_unproved}: accounts and postings that the last hourly proof could not prove; must be 0, and is NaN where no
 *       proof has come to an end for two hours. One replica does the proof, another where that one has not after a quarter
 *       of an hour; all show its outcome.
 *   <dt>Liability (积分负债)</dt>
 *   <dd>What is owed to members by the month in which it lapses; what is promised and what members owe beside it, and what those owed
 *       who erased themselves ({@code forgivenDebt}): it is in the books for ever and is paid by nobody. What is
 *       over and not swept yet counts as lapsed. Added up page by page, all from one snapshot: what moves meanwhile counts as it
 *       stood when the report began. Whoever asks while one is under way gets that one.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Reads the ledger's tables and writes none of them.
 * </dl>
 */
@NullMarked
package io.guike.pointsaudit;

import org.jspecify.annotations.NullMarked;
