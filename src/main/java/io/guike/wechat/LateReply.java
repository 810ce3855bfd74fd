package io.guike.wechat;

import io.guike.work.OutboxEvent;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jboss.logging.Logger;

/** A reply that came too late for the passive one. */
record LateReply(UUID inboundId, String appid, String openid, String text) implements OutboxEvent {

    @Override
    public UUID subject() {
        return inboundId;
    }

    /** Sends it as a customer-service message while the window that the person opened lasts. */
    @ApplicationScoped
    static class Sender implements OutboxListener<LateReply> {

        private static final Logger LOG = Logger.getLogger(Sender.class);

        @Inject
        WeChat wechat;

        @Override
        public Class<LateReply> event() {
            return LateReply.class;
        }

        @Override
        public String name() {
            return "wechat.late-reply";
        }

        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(LateReply late) {
            return wechat.sendText(late.openid(), late.text())
                    .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                    .recoverWithUni(failure -> {
                        LOG.infof("A late reply cannot be sent any more: %s", failure.getMessage());
                        return Uni.createFrom().voidItem();
                    });
        }
    }
}
