/**
 * Coupons at a store's counter (门店核销).
 *
 * <dl>
 *   <dt>Code (券码)</dt>
 *   <dd>Twelve digits, also as a QR text beginning with {@code GKC.}, drawn at random, good for two minutes and replaced by
 *       each fresh one; the database keeps a keyed hash. Tries that find nothing are counted by member of
 *       staff, and after thirty in ten minutes nothing is found any more.
 *   <dt>Check (查验)</dt>
 *   <dd>Tells what the coupon is and whether it applies here and now. From then on the code is that store's alone, and may be
 *       confirmed for five minutes, which no further check prolongs: a screen that turns over or goes dark meanwhile does
 *       not lose it. A basket is needed for whatever depends on one; a gift or tasting needs none. The check tells whose
 *       the coupon is by number, masked name and masked phone, as the look-up at a till does (会员查询): nothing here
 *       reveals more.
 *   <dt>Proof (查验凭证)</dt>
 *   <dd>Where the coupon applies the check answers a proof: a keyed hash over code, store, member of staff and basket,
 *       which stands nowhere. Where it does not, there is nothing to confirm.
 *   <dt>Confirm (核销)</dt>
 *   <dd>Takes code, basket and proof of a check by the same member of staff. Without that proof nothing is even looked up
 *       ({@code coupon.check-needed}), so nobody finds codes by confirming. It is a use as any other (see {@code
 *       redemption}): once, whoever else tries at the same moment. With it all codes of the coupon end, and their proofs
 *       with them: what is undone is confirmed again only after another code was shown and checked.
 *   <dt>Who</dt>
 *   <dd>Promoters and managers of the very store, asked for on each call. A coupon that is not for this store says so.
 *   <dt>Undo (撤销)</dt>
 *   <dd>By the manager of the store, within minutes, with a reason in the audit log.
 *   <dt>Return (退货)</dt>
 *   <dd>Goods that come back later are noted line by line by the manager of that store, by the rule of refunds (see {@code
 *       redemption}): when all of them are back, so is the coupon.
 *   <dt>Page</dt>
 *   <dd>{@code /counter/}, the class path folder {@code META-INF/resources/counter/}: one field for scanner and keyboard,
 *       Enter looks a code up, Enter with nothing confirms what is shown. Tokens live in the page's memory alone.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.counter;

import org.jspecify.annotations.NullMarked;
