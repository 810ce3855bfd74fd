/**
 * Coupons at a store's counter (门店核销).
 *
 * <dl>
 *   <dt>Code (券码)</dt>
 *   <dd>Twelve digits, also as a QR text beginning with {@code GKC.}, drawn at random, good for two minutes and replaced by
 *       each fresh one; the database keeps a keyed hash. Tries that find nothing are counted by member of
 *       staff, and after thirty in ten minutes nothing is found any more.
 *   <dt>Check, then confirm (查验, 核销)</dt>
 *   <dd>A check tells what the coupon is and whether it applies here and now. From then on the code is that store's alone
 *       and good for two minutes more, so that a screen that turns over does not lose it. Confirming is a use as any other
 *       (see {@code redemption}): once, whoever else tries at the same moment. A basket is needed for whatever depends on
 *       one; a gift or tasting needs none. The check tells whose the coupon is by number, masked name and masked phone, as
 *       the look-up at a till does (会员查询): nothing here reveals more.
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
