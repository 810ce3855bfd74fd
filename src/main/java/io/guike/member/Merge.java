package io.guike.member;

import java.util.Set;
import java.util.UUID;

/**
 * Two people who turned out to be one.
 *
 * @param survivor whose everything is from now on; for a merge that is being undone, whose it was until now
 * @param loser the person who becomes, or no longer is, a part of the survivor
 * @param origins the loser and all who are part of the loser: what came to one of them first is the loser's
 */
public record Merge(UUID id, UUID survivor, UUID loser, Set<UUID> origins) {

    /** Why people are merged. */
    public enum Cause {
        /** WeChat tells that two accounts are one user's. */
        UNIONID,
        /** A verified phone claims the card of the old offline list. */
        OFFLINE_CARD,
        /** Staff decided about a phone that two people share. */
        PHONE_CLAIM,
        HEAD_OFFICE
    }
}
