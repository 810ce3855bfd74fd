/**
 * Phone numbers (手机号) and whose they are.
 *
 * <dl>
 *   <dt>Proof (授权手机号)</dt>
 *   <dd>{@link io.guike.phone.PhoneProofs} exchanges the code of the mini-program's phone button at WeChat. Each answer costs
 *       money, so it is kept for a day before anything is done with it (where the database is too slow for that, it is used
 *       all the same), and {@link io.guike.phone.Turns} lets one request at
 *       a time do so for a person. A code works for the person who pressed the button and for nobody else.
 *   <dt>One person a number</dt>
 *   <dd>{@link io.guike.phone.Phones}: a number belongs to exactly one living person. A number that an old list told
 *       (unverified, of somebody without any WeChat account) is joined by whoever proves it: both become one person by
 *       {@link io.guike.member.Merges}, unless head office has parted these two before.
 *   <dt>A shared number (共用手机号)</dt>
 *   <dd>A number of somebody else is never taken silently: a {@link io.guike.phone.PhoneClaims claim} is opened, one for
 *       each claimant and number, and head office or the manager of the claimant's or the holder's store decides: the two
 *       are one person (MERGE), the number goes over and the holder stays without it (MOVE), or it stays (REFUSE; for thirty
 *       days the same number opens no other claim). Decisions go to the audit log; numbers and people are shown masked.
 *   <dt>Several numbers</dt>
 *   <dd>Each person has one main number. When people are merged the survivor's stays the main one; the others stay findable,
 *       and go back when the merge is undone. Changing the main number releases the old one.
 *   <dt>Parting (撤销合并)</dt>
 *   <dd>A number goes back to whom it came to. Where only the other of the two had shown it, it is unverified again; a
 *       claim that the merge had ended, by itself or by a decision, is open again.
 *   <dt>Leaving</dt>
 *   <dd>Erasure deletes hashes, numbers, proofs and claims, and what staff wrote when they decided one. Taking the phone
 *       authorisation back deletes the numbers, but for those that were shown again since.
 *   <dt>Locks</dt>
 *   <dd>Who proves a number and who has it are held together, before the number's row.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Takes part in merges, erasures, revocations and exports.
 * </dl>
 */
@NullMarked
package io.guike.phone;

import org.jspecify.annotations.NullMarked;
