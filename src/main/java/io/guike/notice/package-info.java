/**
 * Messages to people in the conversation of the service account (服务号消息), from the queues of other capabilities.
 *
 * <dl>
 *   <dt>In the morning</dt>
 *   <dd>What a day brings is noted at midnight and said from ten o'clock on ({@link io.guike.notice.Morning}).
 *   <dt>What is true then</dt>
 *   <dd>A row of a queue says whom and about what; the words are made when it is sent ({@link io.guike.notice.Notices}).
 *       Where nothing is left to say, nothing is.
 *   <dt>Whom WeChat lets us reach</dt>
 *   <dd>Customer-service messages pass only within the time that the person opened. Whoever cannot be told is counted by
 *       outcome ({@code sent}, {@code nothing-left}, {@code no-account}, {@code not-allowed}), and not tried again. A
 *       message may come twice where a replica dies between sending and noting it.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.notice;

import org.jspecify.annotations.NullMarked;
