/**
 * Finding members (会员查询), for head office and for tills, by card code, phone or card number.
 *
 * <dl>
 *   <dt>Masked (脱敏)</dt>
 *   <dd>Name and phone are masked everywhere; who needs more asks for a reveal. What is asked comes in the body, because
 *       addresses stand in logs.
 *   <dt>Limits</dt>
 *   <dd>By member of staff and by client of the till, so that nobody tries out numbers.
 *   <dt>Card codes (会员码)</dt>
 *   <dd>Resolving one is free; using one for value works once, for one reference.
 *   <dt>Merges</dt>
 *   <dd>A code or number of somebody who became part of another leads to that other.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.lookup;

import org.jspecify.annotations.NullMarked;
