/**
 * The technical ground every capability stands on; it knows none of them.
 *
 * <dl>
 *   <dt>Errors</dt>
 *   <dd>{@link io.guike.platform.Problem} thrown with a {@link io.guike.platform.ProblemCode}; one mapper turns
 *       everything into RFC 9457 problem+json. A rule that fails always says so.
 *   <dt>Time and ids</dt>
 *   <dd>One injected {@link java.time.Clock}; a day is a day in {@link io.guike.platform.Days#ZONE Asia/Shanghai}.
 *       Ids are UUIDv7 from {@link io.guike.platform.Ids}.
 *   <dt>Transactions</dt>
 *   <dd>{@link io.guike.platform.Database}: an inner call joins the outer transaction; serialization failures and
 *       deadlocks repeat the whole of it.
 *   <dt>Outbox (发件箱)</dt>
 *   <dd>{@link io.guike.platform.Outbox#announce} writes an event and one delivery per listener in the caller's
 *       transaction; every replica's dispatcher takes deliveries under a lease, at least once, with back-off. A
 *       delivery and the effects of a transactional listener commit together, so they happen exactly once.
 *   <dt>Idempotency (幂等)</dt>
 *   <dd>{@link io.guike.platform.Idempotency}: the key, the hash of the request and the answer are stored in the
 *       transaction of the effect; the same request gets the same answer, another request under the key is refused.
 *   <dt>Redis</dt>
 *   <dd>{@link io.guike.platform.Redis} is the only holder of a Lettuce connection. Redis never has the only copy of
 *       anything: every caller says what happens while it is away.
 *   <dt>Callers</dt>
 *   <dd>{@link io.guike.platform.AudienceGate} admits a request to its audience by path; rights are read from the
 *       database on each call.
 * </dl>
 */
@NullMarked
package io.guike.platform;

import org.jspecify.annotations.NullMarked;
