/**
 * How shoppers sign in (登录), and staff through their own WeChat. What they have then is a {@code session}.
 *
 * <dl>
 *   <dt>Mini-program (小程序登录)</dt>
 *   <dd>The code of {@code wx.login} is exchanged for who it is; there is nothing to type, so a client whose session is
 *       over simply signs in again. The scene of the scan that opened the page becomes one touch, in the transaction that
 *       opens the session; a staff link (员工绑定码) as the scene links the WeChat of a member of staff instead.
 *   <dt>Pages of the service account (网页授权)</dt>
 *   <dd>OAuth. The state is made here, kept hashed, works once and for ten minutes, and only for the browser that holds
 *       the verifier of its challenge; the way back leads to a page of our own public address and nowhere else. Virtual
 *       users of WeChat's preview (快照页) are refused: there is nobody behind them to remember.
 *   <dt>Staff (员工微信登录)</dt>
 *   <dd>Who linked a WeChat signs in through the mini-program as a promoter; any identity of the same person will do,
 *       because a unionid joins them.
 *   <dt>Signatures for pages (JS-SDK)</dt>
 *   <dd>For our own addresses only.
 *   <dt>Merges and erasure (member)</dt>
 *   <dd>Sessions of the merged person are the survivor's without a new token, and go back when they are parted; erasing a
 *       person deletes them.
 *   <dt>Limits</dt>
 *   <dd>By address ({@code guike.sign-in.per-address} in five minutes), and by person once WeChat said who it is (60 in ten
 *       minutes). Counted in Redis; while that is away in PostgreSQL, just as strictly.
 *   <dt>Invariants</dt>
 *   <dd>While WeChat does not answer nothing changes, and the same request may be sent again. A session key never leaves
 *       the gateway; openid and unionid stand in no answer, log or token.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.signin;

import org.jspecify.annotations.NullMarked;
