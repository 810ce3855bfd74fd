/**
 * Finding members (会员查询), for head office and for tills, by card code, phone or card number.
 *
 * <dl>
 *   <dt>Masked (脱敏)</dt>
 *   <dd>Name and phone are masked everywhere; who needs more asks for a reveal. What is asked comes in the body, because
 *       addresses stand in logs.
 *   <dt>Whose members (全链会员)</dt>
 *   <dd>The chain's: a member is served in every store, whichever store's customer they are, so a till finds them all. The
 *       stores of a client limit what is about a store and not whom it may serve.
 *   <dt>Limits</dt>
 *   <dd>By member of staff and by client of the till; who finds nobody is counted apart and more strictly,
 *       so that nobody tries out numbers.
 *   <dt>Card codes (会员码)</dt>
 *   <dd>Resolving one is free and needs {@code MEMBER_LOOKUP}; using one for value needs {@code CARD_USE}, and works once,
 *       for one reference.
 *   <dt>Merges</dt>
 *   <dd>A code or number of somebody who became part of another leads to that other, and back once they are parted.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.lookup;

import org.jspecify.annotations.NullMarked;
