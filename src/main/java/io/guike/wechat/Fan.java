package io.guike.wechat;

import org.jspecify.annotations.Nullable;

/** A fan of the service account; WeChat stopped telling names and pictures in 2021. */
public record Fan(String openid, @Nullable String unionid, boolean following) {}
