package io.guike.membership;

import io.guike.vault.PhoneNumber;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatRefused;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What WeChat thinks of somebody who wants to become a member. */
@ApplicationScoped
class RiskRanks {

    private static final Logger LOG = Logger.getLogger(RiskRanks.class);

    @Inject
    WeChat wechat;

    @Inject
    MeterRegistry metrics;

    /**
     * The rank; null where WeChat refuses to tell. An account that was never granted the question must still be able to
     * take members, so only trouble that passes stops the request.
     */
    Uni<@Nullable Integer> of(@Nullable String openid, @Nullable PhoneNumber number, String address) {
        return openid == null
                ? Uni.createFrom().nullItem()
                : wechat.riskRank(openid, number == null ? null : number.e164(), address)
                        .map(rank -> rank)
                        .onFailure(RiskRanks::isFinal)
                        .recoverWithUni(this::unknown);
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof WeChatRefused refused && !refused.isPassing();
    }

    private Uni<@Nullable Integer> unknown(Throwable failure) {
        LOG.warnf("WeChat tells no risk rank: %s", failure.toString());
        metrics.counter("guike.membership.risk.unknown").increment();
        return Uni.createFrom().nullItem();
    }
}
