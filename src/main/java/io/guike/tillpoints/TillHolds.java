package io.guike.tillpoints;

import io.guike.cardcode.CardCodes;
import io.guike.platform.Database;
import io.guike.points.HoldView;
import io.guike.points.Holds;
import io.guike.points.PointsProblem;
import io.guike.points.PostingView;
import io.guike.points.Spending;
import io.guike.pos.PosCaller;
import io.guike.store.Stores;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Holds that tills make with card codes. */
@ApplicationScoped
class TillHolds {

    /** Under which captures of tills are posted. */
    static final String REASON = "POS";

    @Inject
    Database database;

    @Inject
    CardCodes codes;

    @Inject
    Holds holds;

    @Inject
    Stores stores;

    @Inject
    Clock clock;

    @ConfigProperty(name = "guike.points.hold-minutes", defaultValue = "15")
    int minutes;

    /** @param reference the number of the receipt, unique at the client and store */
    record Wish(String cardCode, long points, UUID store, String reference) {}

    Uni<HoldView> authorize(Wish wish, PosCaller client) {
        return stores.get(wish.store())
                .chain(store ->
                        database.tx(() -> codes.use(wish.cardCode(), client.at(wish.store()), wish.reference(), false)
                                .chain(read -> holds.authorize(new Holds.Authorization(
                                        new Spending(
                                                read.origin(),
                                                REASON,
                                                client.at(wish.store()) + ":" + wish.reference(),
                                                wish.points(),
                                                client.tag(),
                                                wish.store(),
                                                store.name() + " 积分抵扣"),
                                        clock.instant().plus(Duration.ofMinutes(minutes)))))));
    }

    Uni<HoldView> capture(UUID hold, long some, PosCaller client) {
        return own(hold, client, () -> holds.capture(hold, some));
    }

    Uni<HoldView> voidHold(UUID hold, PosCaller client) {
        return own(hold, client, () -> holds.voidHold(hold));
    }

    /** @param reference of the refund, unique for the hold */
    Uni<PostingView> refund(UUID hold, long some, String reference, PosCaller client) {
        return own(hold, client, () -> holds.giveBack(hold, hold + ":" + reference, some, client.tag()));
    }

    private <T> Uni<T> own(UUID hold, PosCaller client, Supplier<Uni<T>> work) {
        return holds.find(hold).chain(found -> {
            if (!found.reason().equals(REASON) || !found.source().startsWith(client.id() + ":")) {
                throw PointsProblem.HOLD_UNKNOWN.problem();
            }
            if (found.storeId() != null) {
                client.mustReach(found.storeId());
            }
            return work.get();
        });
    }
}
