/**
 * Coupons (优惠券): what they are, who holds them, what became of each.
 *
 * <dl>
 *   <dt>Templates (券模板)</dt>
 *   <dd>In versions that never change: {@link io.guike.coupon.Terms} say what a coupon is worth, when and where, {@link
 *       io.guike.coupon.Offer} who may get one. A coupon keeps the version it was got with, so rewording a template changes
 *       nothing that anybody holds. {@code coupon_stock} is the one row of a template that moves: its state, how many were
 *       taken, what was taken off where there is a budget. Without one, what is taken off is kept beside it, in rows that
 *       nobody waits for: {@link io.guike.coupon.Budgets}.
 *   <dt>Coupons (券)</dt>
 *   <dd>{@link io.guike.coupon.Coupons#issue} makes them in bulk; the keys say that a person has each of a template once
 *       ({@code template, claimed_by, nth}) and that the same getting makes no second one ({@code claimed_by, way,
 *       way_key}). Whether somebody may have one is decided by who issues.
 *   <dt>Words of a later version (未知词条)</dt>
 *   <dd>While one version of the service replaces another there may be terms that this one cannot read. Lists leave such
 *       templates and coupons out; what would change them fails.
 *   <dt>History (券流水)</dt>
 *   <dd>Every change of state goes through a statement that demands the state before and writes a numbered entry with its
 *       cause; the last entry's state is the coupon's.
 *   <dt>Time (有效期)</dt>
 *   <dd>From inclusive, until exclusive; days are calendar days in Asia/Shanghai, and the first one counts. What is past its
 *       window counts as EXPIRED everywhere at once; midnight only writes it down, batch by batch.
 *   <dt>People</dt>
 *   <dd>{@code origin_id} is through whom a coupon came and never changes, {@code person_id} whose it is now; {@code
 *       claimed_by} stays, because it is a key. Merging moves the loser's, parting gives back by origin. Erasing ends what
 *       could still be used; the history stays, without the reasons that staff wrote.
 *   <dt>Locks</dt>
 *   <dd>In this order everywhere: the person, the redemption, the names of the budgets, the rows of {@code coupon_stock} by
 *       template, the coupons by id.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}; announces nothing. Takes part in merges, erasures and exports, and shows on the
 *       member's card what can be used now.
 * </dl>
 */
@NullMarked
package io.guike.coupon;

import org.jspecify.annotations.NullMarked;
