/**
 * Using coupons (核销): what they are worth for a basket, and one use at most for each.
 *
 * <dl>
 *   <dt>Quote (试算)</dt>
 *   <dd>{@link io.guike.redemption.Quotes}: each coupon applies or tells why not ({@link io.guike.redemption.Refusal}), and
 *       the best set. Thresholds are measured on what the eligible lines come to before any discount; the piece that a
 *       gift coupon gives does not count towards its own. Taken off in the order gift, amount, percent, freight, each from
 *       what the ones before have left; fractions of a fen are cut off, shares by line go to the largest remainders, and no
 *       line falls below zero. Of a stacking group one coupon is used; without a group one stands alone, unless its terms
 *       say that it goes with everything. Of few coupons and lines every set is tried; of more the twenty best grow into a
 *       set, coupon by coupon, never more than one use takes, and never more of a template than its budget has left. The
 *       search ends after so many steps whatever is asked; among sets of equal worth more gifts win. Quotes are counted by
 *       shopper, and by client and store.
 *   <dt>Life of a use</dt>
 *   <dd>RESERVED → REDEEMED → RETURNED or UNDONE; RESERVED → RELEASED or LAPSED. What was reserved in time may be redeemed
 *       until the reservation ends, even if the coupon lapses meanwhile; released or lapsed after its window, it is over at
 *       once. A reference names one use that stands, for a till at its client and store; after a release or lapse it may
 *       begin anew. What is due and not yet swept counts for everybody, also for its reference. Where people were parted
 *       after a use, each coupon comes back to its own owner; what comes back to somebody who was erased is revoked.
 *   <dt>Once</dt>
 *   <dd>Locks in the order people (who uses, and whose use is over under the reference: both at once), use (other owners of
 *       its coupons without waiting), budgets by template, coupons by id; a state changes only from what it must be; and the table
 *       holds one standing use for a coupon by a unique key. Till, counter and order all pass here.
 *   <dt>Budget (预算)</dt>
 *   <dd>What a use takes off is charged when it is reserved, refused where the cap would be passed, and comes back with it.
 *       Only where there is a cap do uses queue for the row that counts; see {@code coupon.Budgets}.
 *       A gift that is handed out beside the basket counts with its value. Head office and store share each amount; the odd
 *       fen is the store's.
 *   <dt>Refunds (退款)</dt>
 *   <dd>By line, never more than was paid for it after its share of the discount, nor more pieces than it had. A gift
 *       handed out beside the basket has a line of its own, {@code GIFT-} and the number of its coupon. Nothing comes back
 *       before every line has come back with all its money and pieces, one on which nothing was paid by being named with 0;
 *       then every coupon does, and its budget. A line of one piece is back with the last fen unless the refund says
 *       otherwise; of a line of several the refund says how many pieces. What cost nothing from the beginning and is no
 *       coupon's gift need not come back; the freight may stay, unless there was nothing else. A coupon whose window is over
 *       lives {@code guike.coupon.refund-grace} days more, once.
 *   <dt>Undo (撤销)</dt>
 *   <dd>What was verified at a counter is undone within {@code guike.coupon.undo-minutes}, the same grace; not where a
 *       refund stands.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Takes part in merges and exports.
 * </dl>
 */
@NullMarked
package io.guike.redemption;

import org.jspecify.annotations.NullMarked;
