/**
 * Card codes (会员码): the QR code on a member's screen. Short-lived, signed (Ed25519), and verified by a till that is
 * offline with nothing but the published keys.
 *
 * <dl>
 *   <dt>Codes</dt>
 *   <dd>{@link io.guike.cardcode.CardCodes}: good for two minutes. Reading is free; using a code for value marks it, and
 *       the same client and reference may repeat the use: coupons and points on one receipt of one store are one use. A till
 *       that captured a code while it was offline may send it up to ten minutes late. Clocks may differ by ten seconds.
 *   <dt>Offline (离线核验)</dt>
 *   <dd>A till fetches {@code /api/open/card-keys} at least once a day. Offline it accepts a code whose signature one of
 *       the keys verifies and whose age by its own clock lies within the validity; that nobody uses it a second time
 *       elsewhere is known only once it is online again.
 *   <dt>Keys (签名密钥)</dt>
 *   <dd>Made by the service, a new one every thirty days and published two days before it signs. The private half stands
 *       in the database sealed by the vault, is open in memory only, and is destroyed a day after its last signature;
 *       the public half is published while codes of it may come in.
 *   <dt>Invariants</dt>
 *   <dd>A code is used for value by one (client, reference) at most, however many come at once. No private key stands in
 *       the database in clear.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. It knows ids of persons and no persons: a code names the origin of the session that shows it, and whoever
 *       reads it asks who that is by then. So a code made during a merge credits the right person after its undo.
 * </dl>
 */
@NullMarked
package io.guike.cardcode;

import org.jspecify.annotations.NullMarked;
