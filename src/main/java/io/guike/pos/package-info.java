/**
 * Tills and back offices (收银系统, 后台系统) as callers of {@code /api/pos}.
 *
 * <dl>
 *   <dt>Clients</dt>
 *   <dd>{@link io.guike.pos.PosClients}: head office makes them, with {@link io.guike.pos.Right rights} and the stores they
 *       reach. A client has at most two live secrets, so that one can be replaced while tills still sign with the other.
 *       Secrets are sealed in the vault under the client's own key and told once. Removing a client destroys that key.
 *   <dt>Signatures (签名)</dt>
 *   <dd>{@link io.guike.pos.Signature}: HMAC-SHA-256 over method, path with query, time, nonce and the body's hash.
 *       {@link io.guike.pos.Signers} admits a request whose time is at most five minutes off and whose nonce was never
 *       seen. An unknown key and a wrong signature get the same answer.
 *   <dt>Nonces</dt>
 *   <dd>Always in PostgreSQL, never in Redis: a Redis that fails over or is emptied forgets, and a replayed request would
 *       pass. One insert a request decides also between replicas. It commits before the request is worked on, so a
 *       request that fails is sent again with a new nonce (and its old idempotency key).
 *   <dt>Who asks</dt>
 *   <dd>{@link io.guike.pos.CurrentPos}: each operation of {@code /api/pos} asks it for the right it needs and, where it
 *       is about a store, whether the client reaches it. Finding members is not: they are the whole chain's.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.pos;

import org.jspecify.annotations.NullMarked;
