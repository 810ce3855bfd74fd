package io.guike.attribution;

import io.guike.member.Person;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody came by a code: what a touch is made of.
 *
 * @param id of the callback or the sign-in that told it; one touch each
 * @param appid and {@code openid}: the account they came with
 * @param at when they scanned, as far as anybody knows
 * @param receivedAt when it first reached us
 */
public record Arrival(
        UUID id, String appid, String openid, Person person, String scene, Instant at, Instant receivedAt) {}
