package io.guike.earning;

import io.guike.access.Caller;
import io.guike.earning.Earnings.Event;
import io.guike.earnrule.EarnKind;
import io.guike.membership.WelcomePart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Points for becoming a member, in the transaction that makes one; where head office releases them later, of then. */
@ApplicationScoped
class WelcomePoints implements WelcomePart {

    @Inject
    Earnings earnings;

    @Inject
    Clock clock;

    @Override
    public Uni<Void> welcome(Welcome welcome) {
        return earnings.event(new Event(
                        EarnKind.BINDING,
                        welcome.membershipId(),
                        welcome.membershipId().toString(),
                        clock.instant(),
                        welcome.storeId(),
                        welcome.staffId(),
                        Caller.SYSTEM.tag()))
                .replaceWithVoid();
    }
}
