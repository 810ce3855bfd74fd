package io.guike.member;

import io.guike.wechat.Inbound;
import io.guike.wechat.InboundListener;
import io.guike.work.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Everybody who begins to follow becomes known, whether or not a code led them here. */
@ApplicationScoped
class FollowListener implements InboundListener {

    @Inject
    Members members;

    @Inject
    Outbox outbox;

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Uni<@Nullable String> hear(Inbound inbound) {
        return switch (inbound.kind()) {
            case FOLLOWED -> followed(inbound);
            case UNFOLLOWED -> unfollowed(inbound);
            default -> Uni.createFrom().nullItem();
        };
    }

    private Uni<@Nullable String> followed(Inbound inbound) {
        return members.visitor(inbound.appid(), inbound.openid())
                .call(person -> members.following(inbound.appid(), inbound.openid(), true, inbound.at()))
                .chain(person -> outbox.announce(new FanArrived(person.origin(), inbound.appid(), inbound.openid())))
                .map(done -> null);
    }

    /** Nobody becomes known by leaving: of somebody erased nothing comes back. */
    private Uni<@Nullable String> unfollowed(Inbound inbound) {
        return members.known(inbound.appid(), inbound.openid())
                .chain(person -> members.following(inbound.appid(), inbound.openid(), false, inbound.at()))
                .map(done -> null);
    }
}
