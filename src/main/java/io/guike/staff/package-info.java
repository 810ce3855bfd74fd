/**
 * Who works for the chain: staff (员工) with their assignments (任职) as promoter (导购) or store manager (店长), head office
 * (总部), and how they sign in (登录).
 *
 * <dl>
 *   <dt>Staff</dt>
 *   <dd>The staff number (工号) names a person for good, in any case of letters; who left (离职) never signs in again and a
 *       re-hire gets a new number. Somebody is always left at head office.
 *   <dt>Assignments and moves (调店)</dt>
 *   <dd>Assignments are dated; a person may hold several, never the same role in the same store twice at one time. A
 *       move ends the old and starts the new at one moment. Moves and departures may be entered up to 31 days late;
 *       moves, not departures, may be dated ahead.
 *   <dt>Sign-in</dt>
 *   <dd>Number and password (bcrypt) open a session ({@code session}). A password that somebody else set must be changed
 *       before anything else. Departure and a new first password end all sessions at once. Tries are limited by name (10
 *       in 15 minutes, whether the name exists or not) and by address. Through their own WeChat staff sign in as
 *       promoters: such a session has none of their other roles.
 *   <dt>Own WeChat (绑定微信)</dt>
 *   <dd>{@link io.guike.staff.StaffLinks}: linked by a one-time code, at most one an appid, so that the scans of staff
 *       move nobody. The link holds the openid for as long as the person works here, also where they erase themselves as a
 *       customer: it belongs to the employment (PIPL art. 13), and goes with it, or with the WeChat account when that is
 *       closed.
 *   <dt>First account</dt>
 *   <dd>{@code GUIKE_HQ_NAME} and {@code GUIKE_HQ_PASSWORD}, or made and printed once beside the embedded parts.
 *   <dt>Import (导入)</dt>
 *   <dd>Hires, renames and moves; never takes rights away, never sets a password. Repeating a file changes nothing.
 *   <dt>Announces</dt>
 *   <dd>{@link io.guike.staff.StaffMoved}, {@link io.guike.staff.StaffLeft}. Hears scans of its own codes (wechat) and
 *       listens to no event.
 *   <dt>Doors</dt>
 *   <dd>{@link io.guike.staff.StaffMembers}, {@link io.guike.staff.Postings}, {@link io.guike.staff.StaffLinks}, {@link
 *       io.guike.staff.StaffSessions}.
 * </dl>
 */
@NullMarked
package io.guike.staff;

import org.jspecify.annotations.NullMarked;
