/**
 * Who asks (调用者), what they may do, how often, and what they did.
 *
 * <dl>
 *   <dt>Callers and rights (权限)</dt>
 *   <dd>{@link io.guike.access.AudienceGate} admits a request to its audience by path; a path that stands in no row of
 *       its table is closed. Rights are read from the database on each call, so one that was taken away ends at once.
 *       {@link io.guike.access.CurrentCaller} tells who was admitted.
 *   <dt>Directories</dt>
 *   <dd>The capability that owns a kind of caller implements {@link io.guike.access.CallerDirectory}; this package knows
 *       none of them.
 *   <dt>Signed requests (签名请求)</dt>
 *   <dd>Tills and back offices sign what they send. The gate reads the whole body first, and the capability that knows
 *       the secrets implements {@link io.guike.access.SignedCallers}.
 *   <dt>Bodies (请求大小)</dt>
 *   <dd>{@link io.guike.access.BodyBounds}: a quarter of a megabyte, sixteen for imports and lists. HTTP/1.1 says beforehand
 *       how much is coming; HTTP/2 is counted while it comes.
 *   <dt>Rate limits (限流)</dt>
 *   <dd>{@link io.guike.access.RateLimits}: just as strict, and slower, while Redis is away; what
 *       everybody may look at is open then.
 *   <dt>Audit log (审计日志)</dt>
 *   <dd>{@link io.guike.access.AuditLog}: an entry commits with the deed and is never changed, but for reasons that are
 *       withheld once the person whom they are about was erased; no secret, no personal data in clear.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.access;

import org.jspecify.annotations.NullMarked;
