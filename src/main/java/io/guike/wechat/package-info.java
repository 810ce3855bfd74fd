/**
 * Our own words for WeChat: what it tells us (callbacks) and what we ask of it (the gateway). Knows no capability.
 *
 * <p>A callback (消息推送) is verified, decrypted, bounded and stored in the inbox under its business key before it is
 * answered; only then is it handed to the {@link io.guike.wechat.InboundListener listeners}, in one transaction with
 * the mark that it is done. Invariants:
 *
 * <ul>
 *   <li>{@code success} is never answered for a callback that is not durable; what cannot be stored in time gets 503,
 *       and WeChat sends it again.
 *   <li>However often WeChat repeats a message, on however many replicas, its listeners take effect once; also where
 *       what it said was erased since: the key is stored as a hash and stays.
 *   <li>WeChat has an answer within five seconds. A reply that comes too late for that, or from recovery, goes out as a
 *       customer-service message (客服消息) through the outbox.
 *   <li>What is forged, stale, meant for another account, oversized or malformed is refused without a trace in the
 *       tables, and counted by verdict.
 * </ul>
 *
 * <p>The gateway is the interface {@link io.guike.wechat.WeChat}; {@code wxjava} implements it and is the only room
 * that knows the library. Calls are made outside of transactions, block only worker threads, and fail with {@link
 * io.guike.wechat.WeChatRefused}. Session keys never leave it; openids and unionids never leave the server.
 *
 * <p>Announces: {@code LateReply} (to itself). Listens to: nothing else. Terms: 服务号 service account, 小程序
 * mini-program, 带参数二维码 parametric QR code, 小程序码 mini-program code, 被动回复 passive reply, 粉丝 fan.
 */
@NullMarked
package io.guike.wechat;

import org.jspecify.annotations.NullMarked;
