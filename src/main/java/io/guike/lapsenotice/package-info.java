/**
 * Reminders of points that lapse soon (积分到期提醒).
 *
 * <dl>
 *   <dt>Once a day</dt>
 *   <dd>At midnight it is noted who has points that lapse within {@code guike.points.remind-days}; once for a person and a
 *       day on which something lapses, also when days were missed.
 *   <dt>In the morning</dt>
 *   <dd>From ten o'clock a work queue sends one message for each, with what is left then, as {@code notice} does; counted
 *       in {@code guike_points_reminders} by outcome. Whoever cannot be told sees the date in the statement anyway.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}, and to {@link io.guike.lapsenotice.PointsLapseSoon}, which only older versions
 *       announce. Follows merges and erasures.
 * </dl>
 */
@NullMarked
package io.guike.lapsenotice;

import org.jspecify.annotations.NullMarked;
