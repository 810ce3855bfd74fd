package io.guike.member;

import io.guike.access.Caller;
import io.guike.member.RevokePart.Revoked;
import io.guike.platform.Database;
import io.guike.wechat.Inbound;
import io.guike.wechat.InboundListener;
import io.guike.wechat.StoredCallbacks;
import io.guike.wechat.StoredCallbacks.Sender;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people take back in WeChat's own settings: single authorisations, or their account as a whole. Both lead to the
 * code that our own pages use.
 */
@ApplicationScoped
class PrivacyListener implements InboundListener {

    @Inject
    Members members;

    @Inject
    Erasures erasures;

    @Inject
    StoredCallbacks callbacks;

    @Inject
    @All
    List<RevokePart> parts;

    @Override
    public int order() {
        return 12;
    }

    @Override
    public Uni<@Nullable String> hear(Inbound inbound) {
        return switch (inbound.kind()) {
            case AUTHORIZATION_REVOKED -> revoked(inbound).map(done -> null);
            case ACCOUNT_CLOSED -> closed(inbound).map(done -> null);
            default -> Uni.createFrom().nullItem();
        };
    }

    /**
     * Nobody is held for the look: erasing locks in an order of its own. Of somebody who is not known (any more) only what
     * they sent has to go; who came back since is not meant.
     */
    private Uni<Void> closed(Inbound inbound) {
        return members.account(inbound.appid(), inbound.openid()).chain(account -> {
            if (account == null) {
                return forget(new Sender(inbound.appid(), inbound.openid()));
            }
            return account.knownSince().isBefore(end(inbound))
                    ? erasures.erase(account.origin(), Caller.SYSTEM, "wechat-account-closed")
                    : Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> forget(Sender sender) {
        return callbacks.of(Set.of(sender)).call(callbacks::lock).chain(callbacks::forget);
    }

    /** WeChat tells whole seconds: what came before this was there when it happened. */
    private static Instant end(Inbound inbound) {
        return inbound.at().plusSeconds(1);
    }

    private Uni<Void> revoked(Inbound inbound) {
        Set<Revoked> what = revoked(inbound.text());
        return what.isEmpty()
                ? Uni.createFrom().voidItem()
                : members.account(inbound.appid(), inbound.openid())
                        .chain(account -> account == null
                                ? Uni.createFrom().voidItem()
                                : members.hold(account.origin())
                                        .chain(person -> Database.each(
                                                parts, part -> part.revoke(person.id(), what, end(inbound)))));
    }

    /** @param numbers WeChat's RevokeInfo: 8 is the phone, 6 and 19 the nickname, 2 the address; several by commas */
    private static Set<Revoked> revoked(@Nullable String numbers) {
        Set<Revoked> what = EnumSet.noneOf(Revoked.class);
        for (String number : String.valueOf(numbers).split(",")) {
            switch (number.strip()) {
                case "8" -> what.add(Revoked.PHONE);
                case "6", "19" -> what.add(Revoked.NAME);
                case "2" -> what.add(Revoked.ADDRESS);
                default -> {}
            }
        }
        return what;
    }
}
