/**
 * Earning (积分获取): what happens to members becomes points, by the rules in force, and stays explained.
 *
 * <dl>
 *   <dt>Occasions (积分来源)</dt>
 *   <dd>{@link io.guike.earning.Earnings}: everything that rules looked at is kept with what it earned, also where that was
 *       nothing: the level, the store, the lines, the distance to the birthday, what the person had earned on that day, the
 *       version, the rules and multipliers that counted, and the explanation in words. Kind and source are the business
 *       key: with another moment, store or lines, or for somebody else, it is refused ({@code earning.source-reused}). They are and reason and source of the posting in the ledger, which knows the occasion by its id alone and asks here for
 *       the words when head office reads it.
 *   <dt>Purchases (消费)</dt>
 *   <dd>Whoever keeps orders tells of the purchase ({@link io.guike.earning.Earnings#purchase}), of its completion, which
 *       makes pending points usable, and of what is returned ({@link io.guike.earning.Refunds}): that takes back what the
 *       lines that are kept would not have earned, so that all refunds together take exactly what was given. Only the
 *       multipliers that counted then count again, also when nobody may know the birthday any more. The same refund with
 *       other lines is refused.
 *   <dt>Reviews (评价)</dt>
 *   <dd>Wait like purchases; {@link io.guike.earning.Refunds#withdrawn} takes back what a review earned that is rejected.
 *   <dt>Welcome (入会)</dt>
 *   <dd>In the binding transaction, once for a membership.
 *   <dt>Birthday (生日)</dt>
 *   <dd>As the day begins, to members whose profile tells it and may be used (consent to PROFILE stands), once in a year for
 *       a person. After a standstill for the days missed, up to 31. A birthday that was told once counts for the windows of
 *       multipliers at once; one that was changed, or told again after it was taken back, not before 365 days later.
 *   <dt>Check-in (签到)</dt>
 *   <dd>Once on a day for a person, by whichever of their accounts.
 *   <dt>Trial (试算)</dt>
 *   <dd>Any version, a draft too, is tried on examples and laid over what happened; {@link io.guike.earning.Replay} adds up
 *       what was given and what would have been, with caps of its own. Bounded: 92 days, about 20,000 occasions.
 *   <dt>Invariants</dt>
 *   <dd>An occasion is one posting or none. However many come at once, nobody gets more on one day than a cap says, because
 *       the living person is held from the count to the commit. What is taken back never exceeds what was given.
 *   <dt>Coming back (注销后再来)</dt>
 *   <dd>Erasing oneself resets nothing: one birthday a year, one check-in a day, the caps of a day count what was earned before
 *       ({@link io.guike.selves.EarlierSelves}), and a birthday that is told anew is none that is told for the first time.
 *   <dt>Merges and erasure</dt>
 *   <dd>Occasions follow their origin. Erasing a person, or taking the profile back, takes the distance to the birthday
 *       away, the explanation of what a birthday or a multiplier brought, and the day of the birthday's own occasions, which
 *       become those of 1 January; the rest stays, like the ledger that it explains. So do which multipliers counted, and the
 *       posting of the birthday's points with its date: the ledger is append-only.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}; announces nothing. Takes part in welcomes, merges, erasures, withdrawals and
 *       exports.
 * </dl>
 */
@NullMarked
package io.guike.earning;

import org.jspecify.annotations.NullMarked;
