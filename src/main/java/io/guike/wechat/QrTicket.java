package io.guike.wechat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A parametric code as WeChat made it.
 *
 * @param ticket fetches WeChat's own picture
 * @param url what the picture holds; whoever draws it makes the same code
 * @param expiresAt null for a permanent code
 */
public record QrTicket(String ticket, String url, @Nullable Instant expiresAt) {}
