/**
 * Points as money at the till (收银台积分抵扣).
 *
 * <dl>
 *   <dt>Authorize (冻结)</dt>
 *   <dd>The till sends the member's card code, which is used up by this receipt, and sets points aside for {@code
 *       guike.points.hold-minutes}. The reference is the number of the receipt, unique at the client and store. While the
 *       hold is open it answers the same hold; after a void or a lapse it begins anew; once points were captured it is
 *       settled, and refused for anything but the request that was sent first, known by its idempotency key. A number that
 *       comes again the next day needs the date beside it.
 *   <dt>Capture, void (扣减, 撤销)</dt>
 *   <dd>All of the points or fewer, by the client that set them aside, while it may act in the hold's store; what is not
 *       captured is free again. A hold that is neither captured nor void lapses.
 *   <dt>Looking (查询)</dt>
 *   <dd>A till that lost an answer finds what became of its hold by the id, or by store and reference: the hold that the
 *       reference names now, and where none stands the last one. What is over is answered as lapsed, swept or not.
 *   <dt>Refund (退还)</dt>
 *   <dd>Of captured points, once for each reference of a refund, which is unique for the hold; never more than were captured.
 *       The hold is named by its id, or by store and reference.
 *   <dt>Rights (权限)</dt>
 *   <dd>{@code POINTS}, and the store must be one that the client reaches. Other clients' holds are unknown.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. What moves, and by what rules, is the business of {@code points}.
 * </dl>
 */
@NullMarked
package io.guike.tillpoints;

import org.jspecify.annotations.NullMarked;
