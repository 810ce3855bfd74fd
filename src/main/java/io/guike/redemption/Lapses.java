package io.guike.redemption;

import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Ends reservations whose time is over; whoever needs a coupon that hangs in one does not wait for the sweep. */
@ApplicationScoped
class Lapses {

    private static final int BATCH = 100;

    @Inject
    Database database;

    @Inject
    Ending ending;

    @Inject
    Clock clock;

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return Database.whileMore(() -> database.tx(this::batch).map(ended -> ended == BATCH));
    }

    private Uni<Integer> batch() {
        return database.sql("select " + Redemption.COLUMNS + """
                         from coupon_redemption where state = 'RESERVED' and reserved_until <= :now
                        order by reserved_until limit :batch for update skip locked""")
                .with("now", clock.instant())
                .with("batch", BATCH)
                .list(Redemption::of)
                .chain(due -> Database.each(due, ending::lapse).replaceWith(due.size()));
    }

    /** In the caller's transaction, before it takes the coupons. */
    Uni<Void> of(Collection<UUID> coupons) {
        return database.sql("select " + Redemption.COLUMNS + """
                         from coupon_redemption where state = 'RESERVED' and reserved_until <= :now and id in (
                          select redemption_id from coupon_use where live and coupon_id in (:coupons))
                        order by id for update""")
                .with("now", clock.instant())
                .with("coupons", List.copyOf(coupons))
                .list(Redemption::of)
                .chain(due -> Database.each(due, ending::lapse));
    }
}
