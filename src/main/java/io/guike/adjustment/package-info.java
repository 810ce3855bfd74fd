/**
 * Points that head office gives or takes by hand (人工调整积分).
 *
 * <dl>
 *   <dt>Four eyes (双人复核)</dt>
 *   <dd>What one person is adjusted by within 24 hours, to and fro, is added up as absolute numbers; an adjustment that brings
 *       it above {@code guike.points.four-eyes} waits until somebody else of head office approves or rejects it. So does one
 *       that brings what the same member of head office adjusted in that time, over all people, above {@code
 *       guike.points.four-eyes-asker}. So many small ones do not pass for a large one, neither for one person nor for many
 *       who are merged afterwards; adjustments of one asker wait for each other. Who asked may reject their own, and never
 *       approve it. Points of whoever of the staff is a member too, by the WeChat they linked, always need a second, who
 *       is neither them nor the asker.
 *   <dt>Posting (入账)</dt>
 *   <dd>Under the reason {@code ADJUSTMENT} and the adjustment's id, in the transaction that decides. Giving is an earning,
 *       so it pays debt first; taking is a spending, so nobody falls below zero: what does not suffice is refused and goes
 *       on waiting.
 *   <dt>Personal data</dt>
 *   <dd>The reason is free text; it goes when the person is erased, and what still waits then is rejected.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Takes part in merges and erasures.
 * </dl>
 */
@NullMarked
package io.guike.adjustment;

import org.jspecify.annotations.NullMarked;
