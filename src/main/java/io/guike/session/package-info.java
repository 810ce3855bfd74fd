/**
 * Sign-in sessions (登录会话), of staff and of shoppers by one mechanism. How somebody proves who they are is the business
 * of {@code staff} and {@code signin}; what they have afterwards is here.
 *
 * <dl>
 *   <dt>Two tokens</dt>
 *   <dd>An access token (访问令牌) is a signed JWT that names the session; a refresh token (刷新令牌) is a random text, kept
 *       hashed. Each {@link io.guike.session.Audience} has its {@link io.guike.session.Life}: staff 15 minutes, 14 days
 *       idle, 60 days in all; shoppers 30 minutes, 90 days, 365 days.
 *   <dt>Reuse</dt>
 *   <dd>A refresh token works once. One that comes back was copied: the session ends, with every token it ever had. Of
 *       two refreshes at once with one token, one wins and the other is such a return. Spent tokens are remembered for as
 *       long as their session, because a thief may be quicker than the owner by months. The session is locked before its
 *       tokens.
 *   <dt>The end</dt>
 *   <dd>A session that ended is over for both tokens at once: an access token counts only while its session lives, which
 *       the directories ask on each call. All of it stands in PostgreSQL; an emptied Redis signs nobody out or in.
 *   <dt>Merges (合并)</dt>
 *   <dd>A session keeps the person it was opened for as its origin, and its subject follows when people are merged or
 *       parted. The token's {@code sub} is the origin, so that neither needs a new token.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Door: {@link io.guike.session.Sessions}.
 * </dl>
 */
@NullMarked
package io.guike.session;

import org.jspecify.annotations.NullMarked;
