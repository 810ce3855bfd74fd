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
 *   <dt>Transactions (事务)</dt>
 *   <dd>{@link io.guike.platform.Database}: an inner call joins the outer transaction; serialization failures,
 *       deadlocks and {@link io.guike.platform.Overtaken} repeat the whole of it, and are counted
 *       ({@code guike.database.repeats}). A statement ({@link io.guike.platform.Sql}) goes to PostgreSQL directly, alone
 *       where no transaction is open; a session of entities is opened on the transaction's connection only where one is
 *       asked for, and is written before a statement that could miss it.
 *   <dt>Lists (翻页)</dt>
 *   <dd>{@link io.guike.platform.Page} and {@link io.guike.platform.Cursor}: by the sort key of the last row seen, so
 *       that rows that come or go meanwhile shift nothing.
 *   <dt>Redis</dt>
 *   <dd>{@link io.guike.platform.Redis} is the only holder of a Lettuce connection. Redis never has the only copy of
 *       anything: every caller says what happens while it is away.
 *   <dt>Metrics (指标)</dt>
 *   <dd>Of both HTTP servers with the same tags, so that either port may be chosen or left to the system: see {@code
 *       HttpServerTags}.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Who asks is the business of {@code access}; what must still happen, that of {@code work}.
 * </dl>
 */
@NullMarked
package io.guike.platform;

import org.jspecify.annotations.NullMarked;
