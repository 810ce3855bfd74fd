/**
 * Earning rules (积分规则): what points are earned for, as data that head office writes, tries and publishes.
 *
 * <dl>
 *   <dt>Versions (版本)</dt>
 *   <dd>{@link io.guike.earnrule.RuleVersions}: a draft changes until it is published, and never after that. Rules begin
 *       now or later, never earlier: what was earned already stays explained by the version it was earned under. In force
 *       at an instant is the version that became valid last, of several the highest. A purchase that a till tells late
 *       counts by the version, the day and the caps of when it happened. No document is read that holds a word which is
 *       not understood.
 *   <dt>Rules (规则)</dt>
 *   <dd>For purchases so many points per so many fen, by store and product; for events (入会, 生日, 评价, 签到) a number of
 *       points. <b>Of the rules that fit, the first counts</b>, of a purchase for each line apart. All rules of one kind agree
 *       in when their points lapse and whether they wait for completion, because an occasion is one posting.
 *   <dt>Multipliers (倍数)</dt>
 *   <dd>By level, store, product, member day (weekday or day of the month), days around the birthday, and dates. <b>Those
 *       that ADD sum up their surpluses</b> (200% and 150% make 250%); <b>one that stands ALONE counts instead of all others
 *       where it gives more than they do together</b>. Never is less given than the rule itself says. A line that is not
 *       of the multiplier's products is left as it is.
 *   <dt>Rounding (取整)</dt>
 *   <dd>Everything is added up exactly, as a fraction, and cut to whole points once.
 *   <dt>Caps (上限)</dt>
 *   <dd>For one kind on one day, and for all together; after rounding, the narrow one first. They count what was given to
 *       the living person on that day; what is returned makes no room again.
 *   <dt>Birthdays (生日)</dt>
 *   <dd>{@link io.guike.earnrule.BirthDay}: month and day. Born on 29 February means the 28th in years without one; a
 *       window runs through the turn of the year. What is no birthday to count by, because it was changed lately, is unknown
 *       here.
 *   <dt>Invariants</dt>
 *   <dd>{@link io.guike.earnrule.EarnRules} is pure: the same occasion under the same version earns the same, and says why.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.earnrule;

import org.jspecify.annotations.NullMarked;
