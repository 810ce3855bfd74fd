/**
 * Reminders of coupons that lapse soon (到期提醒).
 *
 * <dl>
 *   <dt>Once a day</dt>
 *   <dd>At midnight it is noted who has coupons that lapse on the day {@code guike.coupon.reminder-days} ahead, or who got
 *       some since the midnight before that lapse even sooner; the message then counts all that lapse by that day. Noting it
 *       twice changes nothing. After a standstill the days in between are made up for.
 *   <dt>In the morning</dt>
 *   <dd>From ten o'clock a work queue sends one message a person, with what is still unused then, as {@code notice} does;
 *       counted in {@code guike_coupon_reminders} by outcome.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}. Follows merges and erasures.
 * </dl>
 */
@NullMarked
package io.guike.couponnotice;

import org.jspecify.annotations.NullMarked;
