package io.guike.member;

import io.guike.work.OutboxEvent;
import java.util.UUID;

/**
 * A person began to follow the service account.
 *
 * @param personId to whom the account came, before any merge: it goes with them when they are parted
 */
public record FanArrived(UUID personId, String appid, String openid) implements OutboxEvent {

    @Override
    public UUID subject() {
        return personId;
    }
}
