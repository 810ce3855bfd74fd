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
 *   <dd>By member of staff and by client of the till. Who finds nobody by a number is counted apart and more strictly:
 *       after 30 misses in ten minutes (a client: {@code guike.lookup.misses}, 200) numbers find nobody, not even who is
 *       there, so that a stolen key does not tell who is a member. A chain whose tills share one client raises it, or
 *       better gives each store a client of its own. Card codes cannot be guessed and are read all the while. What head
 *       office asked stands in the audit log, found or not, without the number.
 *   <dt>Card codes (会员码)</dt>
 *   <dd>Resolving one is free and needs {@code MEMBER_LOOKUP}; using one for value needs {@code CARD_USE}, and works for one
 *       receipt of one store, whose coupons and points the same code pays with.
 *   <dt>Merges</dt>
 *   <dd>A code or number of somebody who became part of another leads to that other, and back once they are parted.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.lookup;

import org.jspecify.annotations.NullMarked;
