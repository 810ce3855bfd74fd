/**
 * Rewards (积分商城): points for goods or coupons.
 *
 * <dl>
 *   <dt>Catalogue (积分商品)</dt>
 *   <dd>{@link io.guike.reward.Rewards}: what it costs, how many there are, how many one person gets, from when to when, and
 *       where goods are collected. Changing a reward changes no order: that keeps its name and its points.
 *   <dt>Order (兑换)</dt>
 *   <dd>{@link io.guike.reward.RewardOrders}: the points, the shelf and the coupon or the code in one transaction. A coupon
 *       comes through {@link io.guike.claim.Grants}, out of its template's own stock and within its own limits, and where
 *       that refuses nothing was spent. The key of the request is kept with the order: the same request is the same order,
 *       for good.
 *   <dt>Goods (实物)</dt>
 *   <dd>Wait for so many days, to the end of the last one in Asia/Shanghai, and are handed over in a store by its staff to
 *       whoever shows the code (提货码): twelve digits, not in the database, limited in tries.
 *   <dt>Coming back (取消, 逾期)</dt>
 *   <dd>Goods that were not collected may be cancelled, by the person or by head office; what nobody came for lapses. In both
 *       cases <b>the points come back</b> to the lots they came from, with their own expiry, the goods to the shelf, and they
 *       no longer count against the person's limit. A coupon does not come back: it is used or lapses as a coupon.
 *   <dt>Invariants</dt>
 *   <dd>However many come at once: never more than the stock, never more than the limit of a person, merged ones together;
 *       also those who were erased and came back ({@link io.guike.selves.EarlierSelves}); no order without its points, no points without their order; handed over once. An order that is due to lapse counts
 *       as lapsed before anybody noted it.
 *   <dt>Locks</dt>
 *   <dd>Person, reward, ledger, stock of the template, in this order. Orders of one reward follow one another on its row: a
 *       catalogue is not a flash sale, and what must take one is a coupon template.
 *   <dt>Queues (排队)</dt>
 *   <dd>In each replica one order of a person is under way at a time, two of a reward, eight of all; who waits holds no
 *       connection. {@code guike.reward.per-minute} bounds what one person sends, and what would be refused is, without a
 *       lock. So neither somebody without points nor a reward that all want stops the others.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to {@code DayHasPassed}; announces nothing. Takes part in merges, erasures and exports.
 * </dl>
 */
@NullMarked
package io.guike.reward;

import org.jspecify.annotations.NullMarked;
