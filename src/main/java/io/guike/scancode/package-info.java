/**
 * Scan codes (扫码入口): what hangs in a store, stands at a till or is shown by a salesperson, and leads whoever scans it
 * to that store and that salesperson. Who scanned, and what follows from it, is not known here.
 *
 * <p>A code has a {@link io.guike.scancode.CodeKind kind}, a store, maybe a salesperson, the {@link
 * io.guike.scancode.Medium media} it is wanted in, and a life: active, then retired for good. Invariants:
 *
 * <ul>
 *   <li>A scene (场景值, what travels in a code) is 64 random bits under a keyed check: it can be neither guessed nor
 *       enumerated, and a forged one is refused without a look into the database.
 *   <li>A code's own scene, in its link, its mini-program code and its temporary codes, never leads to another code.
 *   <li>Never more permanent codes (永久二维码) than WeChat allows, however many issue at once. WeChat takes none back,
 *       so the slot of a retired code goes to a new code once it has rested; until then its scans lead to the retired
 *       one. Issuing many at once is all or nothing.
 *   <li>Nothing is asked of WeChat inside a transaction: issuing writes down what is wanted, and a work queue makes it.
 *       A temporary code is made anew before it lapses, for as long as its code is active.
 *   <li>A retired code is never drawn again, but its scans still tell which code it was.
 * </ul>
 *
 * <p>Links and pictures may be asked for 600 times a minute by one address (while Redis is away: as often as one likes),
 * and a picture that was drawn lately is not drawn again, neither by us nor by WeChat.
 *
 * <p>Temporary codes change their picture with each renewal, so paper gets the permanent code or the link, whose page
 * always shows the present one.
 *
 * <p>Announces and listens to: nothing. Terms: 带参数二维码 parametric code of the service account, 小程序码
 * mini-program code, 短码 short code (printed below the picture), 欢迎语 greeting, 导购 promoter, 收银台 till.
 */
@NullMarked
package io.guike.scancode;

import org.jspecify.annotations.NullMarked;
