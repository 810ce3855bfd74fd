package io.guike.reward;

import io.guike.platform.Database;
import io.guike.platform.Problem;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Ends goods that nobody came for, each in a transaction of its own; may be begun anew at any time. */
@ApplicationScoped
class LapseListener implements OutboxListener<DayHasPassed> {

    private static final Logger LOG = Logger.getLogger(LapseListener.class);

    private static final int PIECE = 200;

    private static final UUID FIRST = new UUID(0, 0);

    @Inject
    Database database;

    @Inject
    RewardOrders orders;

    @Inject
    Clock clock;

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "reward.lapses";
    }

    /** Many transactions, none of them the delivery's. */
    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed event) {
        AtomicReference<UUID> after = new AtomicReference<>(FIRST);
        return Database.whileMore(() -> due(Objects.requireNonNull(after.get()))
                .call(ids -> Database.each(ids, this::lapse))
                .map(ids -> {
                    if (ids.size() == PIECE) {
                        after.set(ids.get(PIECE - 1));
                    }
                    return ids.size() == PIECE;
                }));
    }

    private Uni<List<UUID>> due(UUID after) {
        return database.sql("""
                        select id from reward_order where state = 'WAITING' and collect_until <= :now and id > :after
                        order by id limit :size""")
                .with("now", clock.instant())
                .with("after", after)
                .with("size", PIECE)
                .list(row -> row.uuid(0));
    }

    /** Whose owner was erased in this moment is passed over; none stands in the way of those after it. */
    private Uni<Void> lapse(UUID order) {
        return orders.lapse(order)
                .onFailure(Problem.class)
                .invoke(refused -> LOG.warnf("Order %s does not lapse: %s", order, refused.getMessage()))
                .onFailure(Problem.class)
                .recoverWithNull();
    }
}
