/**
 * Telling people of points that lapse soon (积分到期提醒).
 *
 * <dl>
 *   <dt>When</dt>
 *   <dd>After each midnight, for what lapses within {@code guike.points.remind-days}; once for a person and a day on which
 *       something lapses, also when days were missed.
 *   <dt>How</dt>
 *   <dd>{@link io.guike.lapsenotice.PointsLapseSoon} through the outbox; its listener sends a message in the conversation of
 *       the service account, which WeChat lets pass for 48 hours after the person did something there. Who cannot be
 *       reached is counted in {@code guike_points_reminders}, and sees the date in the statement anyway.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}, announces {@code PointsLapseSoon}.
 * </dl>
 */
@NullMarked
package io.guike.lapsenotice;

import org.jspecify.annotations.NullMarked;
