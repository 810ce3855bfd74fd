/**
 * The old list of members (老会员名册), imported by head office: hundreds of thousands of lines, each a card of the time
 * before WeChat with a phone number, and what it brings along.
 *
 * <dl>
 *   <dt>Run (导入批次)</dt>
 *   <dd>Told of, sent in parts ({@link io.guike.imports.Uploads}), started. {@link io.guike.roster.RosterRuns} then works
 *       through it in pieces, on any replica: first it notes what the lines say of cards and phones (CHECKING), so that
 *       contradictions are known before anything is done, then it applies them (APPLYING). A piece commits with the place
 *       that the run has reached: a run that is killed goes on there and comes to the same.
 *   <dt>A line (名册行)</dt>
 *   <dd>makes an offline person with an unverified phone, a name, a card, a level and the owner it tells, or joins the
 *       card to whoever has shown that phone number, by the merge that also happens when the number is shown later. The
 *       same card with the same phone once more changes nothing, or, while nobody has claimed the card, what the list
 *       now says otherwise; an empty cell leaves what is there, and a level that head office set stays, which the run's
 *       report counts. So a file may be sent as often as one likes.
 *   <dt>Quarantine (隔离区)</dt>
 *   <dd>Lines that are malformed, repeated or contradict each other or what is known change nothing: {@link
 *       io.guike.roster.Reason} says why. They are downloaded as CSV, mended and sent as a run that {@code corrects} the
 *       first; whatever becomes of a line there, it leaves the first quarantine.
 *   <dt>Personal data (个人信息)</dt>
 *   <dd>The file is sealed under the run's key until its end, quarantined lines under another until the last has left,
 *       ninety days at most; then the keys are destroyed. Whoever is erased takes along quarantined lines with their phone
 *       in whatever cell, or with their card; a line in which neither can be read leads to nobody and stays its time. Of an
 *       erased person's card a keyed hash of the number stays, so that no list brings them back.
 *   <dt>Points to carry over (结转积分)</dt>
 *   <dd>stand in {@code offline_card.points}, once a card number. The ledger of points takes them from there.
 *   <dt>Invariants</dt>
 *   <dd>One living person a phone number and a card number, whatever lists say, in whatever order and however often; the
 *       result does not depend on where a run was cut.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Takes part in merges, erasures and exports.
 * </dl>
 */
@NullMarked
package io.guike.roster;

import org.jspecify.annotations.NullMarked;
