package io.guike.member;

import io.guike.wechat.Fan;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatRefused;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Asks WeChat for the unionid of a new fan. */
@ApplicationScoped
class FanDetails implements OutboxListener<FanArrived> {

    private static final Logger LOG = Logger.getLogger(FanDetails.class);

    @Inject
    WeChat wechat;

    @Inject
    Members members;

    @Override
    public Class<FanArrived> event() {
        return FanArrived.class;
    }

    @Override
    public String name() {
        return "member.fan-details";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(FanArrived arrived) {
        return wechat.fan(arrived.openid())
                .chain(fan -> remember(arrived, fan))
                .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                .recoverWithUni(failure -> {
                    LOG.infof("WeChat tells nothing of the fan of event %s: %s", arrived.personId(), failure);
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> remember(FanArrived arrived, Fan fan) {
        String unionid = fan.unionid();
        return unionid == null ? Uni.createFrom().voidItem() : members.told(arrived.appid(), arrived.openid(), unionid);
    }
}
