package io.guike.wechat;

/**
 * What a page needs for {@code wx.config}.
 *
 * @param timestamp in seconds
 */
public record PageSignature(String appId, long timestamp, String nonceStr, String signature) {}
