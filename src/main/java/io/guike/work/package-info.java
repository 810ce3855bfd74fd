/**
 * What must be done once and no more, although callers repeat themselves and replicas stall and die.
 *
 * <dl>
 *   <dt>Queues (队列)</dt>
 *   <dd>{@link io.guike.work.WorkQueue}: rows of a capability's own table, taken under a lease by any replica, with
 *       back-off and a last attempt after which a row is DEAD. Each row takes up one of the replica's places; a free
 *       place is filled at once, whatever the others are busy with. Depth, age and dead rows are metrics.
 *   <dt>Given-up work (失败任务)</dt>
 *   <dd>{@link io.guike.work.FailedWork}: head office sees the DEAD rows of every queue, and has them tried again. What
 *       a row keeps of its failure names nobody.
 *   <dt>Outbox (发件箱)</dt>
 *   <dd>{@link io.guike.work.Outbox#announce} writes an event and one delivery per listener in the caller's transaction;
 *       every replica's dispatcher takes deliveries under a lease, at least once, with back-off. A delivery and the
 *       effects of a transactional listener commit together, so they happen exactly once. The lease of any other
 *       listener is renewed while it works, however long that is: no second replica works beside it, and one follows
 *       within a minute where the first has died.
 *   <dt>Lanes (通道)</dt>
 *   <dd>An event says whether its listeners are done in moments or work for minutes ({@link io.guike.work.OutboxLane}).
 *       The lanes have places of their own, so a midnight holds up no late reply; and each listener to the midnight has one
 *       place of its own, so that none waits for another's hours. A delivery that an older version wrote
 *       stands in the prompt lane and is as good there, only in the others' way.
 *   <dt>Idempotency (幂等)</dt>
 *   <dd>{@link io.guike.work.Idempotency}: the key, the hash of the request and the answer are stored in the transaction
 *       of the effect; the same request gets the same answer, another request under the key is refused. A key belongs
 *       to its caller, which is why this package uses {@code access}. Answers are kept for three days; those about somebody
 *       who is erased go at once, and the command stays done: a repeat is told {@code idempotency.answer-gone}.
 *   <dt>Days (日切)</dt>
 *   <dd>{@link io.guike.work.DayHasPassed} is announced once for each midnight in Asia/Shanghai, in the lasting lane,
 *       and drives whatever lapses or is due on a day.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to nothing; announces {@code DayHasPassed}, and carries what others announce.
 * </dl>
 */
@NullMarked
package io.guike.work;

import org.jspecify.annotations.NullMarked;
