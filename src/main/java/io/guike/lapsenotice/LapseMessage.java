package io.guike.lapsenotice;

import io.guike.member.Members;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatAccounts;
import io.guike.wechat.WeChatRefused;
import io.guike.work.OutboxListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Says it in the conversation of the service account, where WeChat lets it pass. */
@ApplicationScoped
class LapseMessage implements OutboxListener<PointsLapseSoon> {

    private static final String SENT = "sent";
    private static final String UNREACHABLE = "unreachable";

    @Inject
    WeChat wechat;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Members members;

    @Inject
    MeterRegistry metrics;

    @Override
    public Class<PointsLapseSoon> event() {
        return PointsLapseSoon.class;
    }

    @Override
    public String name() {
        return "lapsenotice.message";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(PointsLapseSoon soon) {
        return members.living(soon.personId())
                .chain(this::openid)
                .chain(openid -> openid.isEmpty() ? Uni.createFrom().item(UNREACHABLE) : send(openid, soon))
                .invoke(outcome -> metrics.counter("guike.points.reminders", "outcome", outcome)
                        .increment())
                .replaceWithVoid();
    }

    /** Empty for somebody who never came to the service account. */
    private Uni<String> openid(UUID person) {
        return members.account(person, person, accounts.service().appid()).map(openid -> openid == null ? "" : openid);
    }

    private Uni<String> send(String openid, PointsLapseSoon soon) {
        String text = "您有 %d 积分将于 %s 到期（当日仍可使用），请及时使用。".formatted(soon.points(), soon.lastDay());
        return wechat.sendText(openid, text)
                .replaceWith(SENT)
                .onFailure(failure -> failure instanceof WeChatRefused refused && !refused.isPassing())
                .recoverWithItem(UNREACHABLE);
    }
}
