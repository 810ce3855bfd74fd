/**
 * The only room that imports WxJava. Every call of the library blocks and therefore runs on a worker thread and comes
 * back to the caller's context; one service instance per account, so its thread-bound account switching is never used;
 * access tokens are WeChat's stable tokens (稳定版 access_token), shared by all replicas through Redis.
 */
@NullMarked
package io.guike.wechat.wxjava;

import org.jspecify.annotations.NullMarked;
