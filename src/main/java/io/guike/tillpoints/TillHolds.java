package io.guike.tillpoints;

import io.guike.cardcode.CardCodes;
import io.guike.platform.Database;
import io.guike.platform.Settings;
import io.guike.points.HoldView;
import io.guike.points.Holds;
import io.guike.points.PointsProblem;
import io.guike.points.PostingView;
import io.guike.points.Spending;
import io.guike.pos.PosCaller;
import io.guike.store.Stores;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

    void start(@Observes StartupEvent event) {
        Settings.mustLieBetween("guike.points.hold-minutes", minutes, 1, 10_080);
    }

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

    /** @throws io.guike.platform.Problem {@code points.hold-unknown}, also for other clients' */
    Uni<HoldView> get(UUID hold, PosCaller client) {
        return mine(holds.find(hold), client).map(found -> found.at(clock.instant()));
    }

    /**
     * By what the till gave itself, for a till that never heard the answer.
     *
     * @throws io.guike.platform.Problem {@code points.hold-unknown}
     */
    Uni<HoldView> get(UUID store, String reference, PosCaller client) {
        return mine(named(store, reference, client), client).map(found -> found.at(clock.instant()));
    }

    private Uni<HoldView> named(UUID store, String reference, PosCaller client) {
        return holds.find(REASON, client.at(store) + ":" + reference);
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

    /**
     * As {@link #refund(UUID, long, String, PosCaller)}, of what was captured under a reference.
     *
     * @param paid the reference that it was set aside under
     */
    Uni<PostingView> refund(UUID store, String paid, long some, String reference, PosCaller client) {
        return named(store, paid, client).chain(hold -> refund(hold.id(), some, reference, client));
    }

    private <T> Uni<T> own(UUID hold, PosCaller client, Supplier<Uni<T>> work) {
        return mine(holds.find(hold), client).chain(found -> work.get());
    }

    private static Uni<HoldView> mine(Uni<HoldView> hold, PosCaller client) {
        return hold.invoke(found -> {
            if (!found.reason().equals(REASON) || !found.source().startsWith(client.id() + ":")) {
                throw PointsProblem.HOLD_UNKNOWN.problem();
            }
            if (found.storeId() != null) {
                client.mustReach(found.storeId());
            }
        });
    }
}
