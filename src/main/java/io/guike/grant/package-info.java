/**
 * Coupons that somebody gives to others (发券), decided by {@link io.guike.claim.Grants} like those that people claim.
 *
 * <dl>
 *   <dt>Lists of members (批量发券)</dt>
 *   <dd>A CSV with numbers of members or cards, worked through in pieces whose outcomes commit with their coupons: a run
 *       that was cut goes on where it was, on any replica. The run is the key, so who stands in it twice gets one. What a
 *       pause or the end of the stock left out can be tried again. Lines are kept for 180 days.
 *   <dt>Quotas of promoters (导购发券)</dt>
 *   <dd>So many coupons of a template a month (Asia/Shanghai), for each promoter, with exceptions; to customers who are the
 *       promoter's own at that moment. Counted by a conditional update, and only where the coupon was granted.
 *   <dt>Occasions (入会礼, 生日礼)</dt>
 *   <dd>Templates that head office names. Welcome coupons commit with the membership; the row of their stock is locked from
 *       then to the end of the binding. Birthday coupons are given when the day begins, to members whose profile tells it,
 *       which it does as long as the consent stands; once for a person, year and template. Who was born on 29 February has
 *       their birthday on the 28th in other years; who tells a birthday of today has it next year. A coupon that is refused
 *       is counted, and stops nothing.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}. Announces nothing. Takes part in welcomes and erasures: an erased member's number
 *       goes out of the lists, also out of those that are still worked through.
 * </dl>
 */
@NullMarked
package io.guike.grant;

import org.jspecify.annotations.NullMarked;
