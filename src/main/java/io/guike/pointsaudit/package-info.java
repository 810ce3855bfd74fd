/**
 * The books of points (积分账务核对), for head office and auditors.
 *
 * <dl>
 *   <dt>Proof (账实核对)</dt>
 *   <dd>{@link io.guike.pointsaudit.Proofs}: for every account the balance is the sum of its entries and that of its lots
 *       less its debt; what is held is what its open holds set aside; each lot is the sum of its moves; the entries are
 *       numbered without a gap and each carries the balance after it; every posting is the sum of its entries. One
 *       statement proves a range of accounts from one snapshot, so the ledger may be written meanwhile; a range that takes
 *       too long is halved. Whoever asks for a proof while one is under way gets that one.
 *   <dt>Metric</dt>
 *   <dd>{@code guike_points_unproved}: accounts that the last hourly proof could not prove; must be 0, and is NaN where no
 *       proof has come to an end for two hours. One replica does the proof, another where that one has not after a quarter
 *       of an hour; all show its outcome.
 *   <dt>Liability (积分负债)</dt>
 *   <dd>What is owed to members by the month in which it lapses; what is promised and what members owe beside it. What is
 *       over and not swept yet counts as lapsed. Added up page by page, not from one snapshot.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Reads the ledger's tables and writes none of them.
 * </dl>
 */
@NullMarked
package io.guike.pointsaudit;

import org.jspecify.annotations.NullMarked;
