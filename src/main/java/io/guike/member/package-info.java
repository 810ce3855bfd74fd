/**
 * People (顾客): one row per person from first contact, when they are a visitor (访客). An identity is an openid in one
 * account; several belong to one person. Binding, phones, consents and merging come on top of this.
 *
 * <p>Invariants: an (appid, openid) belongs to exactly one person, however many events arrive at the same moment; a
 * person once made is never deleted by a scan; the openid and unionid never leave the server, people are shown by their
 * number.
 *
 * <p>Listens to: what people do in WeChat (follows, unfollows), {@code FanArrived}. Announces: {@code FanArrived}, upon
 * which the fan's unionid is asked of WeChat, outside of the transaction and as often as it takes.
 */
@NullMarked
package io.guike.member;

import org.jspecify.annotations.NullMarked;
