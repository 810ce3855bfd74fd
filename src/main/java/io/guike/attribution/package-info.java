/**
 * Who belongs to whom and why (归属): every authentic scan is a touch (触点); the owner of a person, a store (门店) and
 * maybe a salesperson (导购), follows from the touches by the policy.
 *
 * <p>Facts are appended and never changed: touches, rulings (HQ moves 调整 and handovers 交接), departures of staff
 * (离职) and policy versions. {@link io.guike.attribution.AttributionPolicy#ownerOf} is the pure function from facts to
 * owner; {@code ownership} keeps its result in the transaction that adds a fact. Invariants, each with a test:
 *
 * <ul>
 *   <li>every authentic scan becomes exactly one touch, also where the code is retired, unknown or scanned by staff:
 *       such touches are recorded with their verdict and never move an owner; staff are known by any identity of theirs;
 *   <li>a replay of all facts gives the owners that are kept; the order in which events arrive does not matter;
 *   <li>each change of hands stands in {@code owner_change} with its cause; {@code why} names the deciding touch;
 *   <li>nobody is orphaned: the customers of a leaver stay with the store until they are handed to colleagues.
 * </ul>
 *
 * <p>A promoter's code follows the promoter: a scan counts for the store where they work at the time of the scan. Where
 * they have left or hold no post, it counts for the store the code was made for. Existing customers stay with the store
 * they were won in when a promoter moves. Under {@code PROTECTED(days)} a scan by somebody else takes over only when the
 * owner's own last touch (or the ruling) is that many days old.
 *
 * <p>Touches are timed by WeChat, rulings by us, and the two clocks differ. A ruling is made on what head office sees, so
 * its time is never before a fact that was there: {@code max(now, last fact of the person + 1 microsecond)}, taken while
 * the person's row is held. What arrives afterwards is folded where its own time puts it: a scan of an earlier second
 * was made before the ruling and is overruled by it, a later one takes over if the policy lets it. Whether a code was
 * retired is likewise judged at the time of the scan, at the end of its second as postings are: WeChat tells whole
 * seconds, and one that is delivered late still counts.
 *
 * <p>Each scan folds all facts of its person anew. Read and fold took 2 ms for a person with 100 touches, 7 ms with
 * 1,000 and 33 ms with 10,000 (medians on two busy cores), which is why no part of the fold is kept.
 *
 * <p>A policy switch takes effect for new scans within two seconds on every replica; everybody else is decided anew by a sweep in the background,
 * because each {@code ownership} row knows the policy version it was decided under. Locks: the row of the person in
 * {@code ownership} is taken before a fact of that person is added.
 *
 * <p>A scan that opens a page tells no callback: whoever signs in there hands it to {@link
 * io.guike.attribution.Arrivals}.
 *
 * <p>When people are merged their facts become one person's ({@code person_id}; {@code origin_id} stays) and decide anew;
 * undoing it gives them back. See {@code member}.
 *
 * <p>Listens to: scans (wechat), {@code StaffLeft} (staff). Announces: nothing yet.
 */
@NullMarked
package io.guike.attribution;

import org.jspecify.annotations.NullMarked;
