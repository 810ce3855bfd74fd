/**
 * Coupons that somebody gives to others (发券), decided by {@link io.guike.claim.Grants} like those that people claim.
 *
 * <dl>
 *   <dt>Lists of members (批量发券)</dt>
 *   <dd>A CSV with numbers of members or cards, sent in parts ({@link io.guike.imports.Uploads}) or, where it is small, in
 *       one request; up to 64 MiB, a million lines and more. {@link io.guike.grant.IssueRuns} reads it in pieces, never as
 *       a whole, and what the lines of a piece came to commits with their coupons and with the place in the file: a run
 *       that was cut goes on there, on any replica. The run is the key, so who stands in it twice gets one. A bad line has
 *       an outcome of its own and ends nothing. What a pause or the end of the stock left out can be tried again, once the
 *       file is worked through. Lines are kept for 180 days, their counts for good.
 *   <dt>Quotas of promoters (导购发券)</dt>
 *   <dd>So many coupons of a template a month (Asia/Shanghai), for each promoter, with exceptions; to customers who are the
 *       promoter's own at that moment. Counted by a conditional update, and only where the coupon was granted.
 *   <dt>Occasions (入会礼, 生日礼)</dt>
 *   <dd>Templates that head office names. Welcome coupons commit with the membership; the row of their stock is locked from
 *       then to the end of the binding. Birthday coupons are given when the day begins, to members whose profile tells it,
 *       which it does as long as the consent stands; once for a person, year and template, also where
 *       the template gives a person one in all, and also for who was erased and came back. Who was born on 29 February has
 *       their birthday on the 28th in other years; who tells a birthday of today has it next year. A coupon that is refused
 *       is counted, and stops nothing.
 *   <dt>Personal data (个人信息)</dt>
 *   <dd>What was sent is sealed under the run's key, which is destroyed when the file is worked through. An erased member's
 *       number goes out of the lists. In a file that is not worked through yet it cannot be changed: the number of a
 *       person still leads to somebody who is gone, and those of their cards are remembered by a keyed hash for as long as
 *       the run takes, so that no line keeps them.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}. Announces nothing. Takes part in welcomes and erasures.
 * </dl>
 */
@NullMarked
package io.guike.grant;

import org.jspecify.annotations.NullMarked;
