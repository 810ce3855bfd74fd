/**
 * Where the chain sells and who works there: regions (区域), stores (门店) with opening hours (营业时间), staff (员工) with
 * their assignments (任职) as promoter (导购) or store manager (店长), head office (总部), and staff sign-in.
 *
 * <dl>
 *   <dt>Regions and stores</dt>
 *   <dd>Regions form a forest without cycles. A store has a unique code, lies in one region, and has coordinates in
 *       GCJ-02. Changes carry the version that was read and are refused when it is no longer the stored one. A store is
 *       never deleted: it is closed for good (停业) and takes on nobody then.
 *   <dt>Opening hours</dt>
 *   <dd>{@link io.guike.store.OpeningHours}: several intervals a day, possibly past midnight, with dated exceptions.
 *   <dt>Staff</dt>
 *   <dd>The staff number (工号) names a person for good, in any case of letters; who left never signs in again and a
 *       re-hire gets a new number. Assignments are dated; a person may hold several, never the same role in the same
 *       store twice at one time. A move ends the old and starts the new at one moment. Moves and departures may be
 *       entered up to 31 days late; moves, not departures, may be dated ahead. Somebody is always left at head office.
 *   <dt>Sign-in</dt>
 *   <dd>Number and password (bcrypt). An access token lives 15 minutes and no longer than its session; a refresh token
 *       works once, and one that comes back a second time ends the session. A password that somebody else set must be
 *       changed before anything else. Departure and a new first password end all sessions at once. Tries are limited by
 *       name (10 in 15 minutes, whether the name exists or not) and by address.
 *   <dt>First account</dt>
 *   <dd>{@code GUIKE_HQ_NAME} and {@code GUIKE_HQ_PASSWORD}, or made and printed once beside the embedded parts.
 *   <dt>Imports</dt>
 *   <dd>CSV, all or nothing, every flaw with its line. Repeating one changes nothing.
 *   <dt>Announces</dt>
 *   <dd>{@link io.guike.store.StaffMoved}, {@link io.guike.store.StaffLeft}. Listens to nothing.
 *   <dt>Doors</dt>
 *   <dd>{@link io.guike.store.Stores}, {@link io.guike.store.Regions}, {@link io.guike.store.StaffMembers},
 *       {@link io.guike.store.Postings}.
 * </dl>
 */
@NullMarked
package io.guike.store;

import org.jspecify.annotations.NullMarked;
