package io.guike.reward;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.member.Members;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.reward.OrderRows.Order;
import io.guike.reward.OrderRows.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Goods over the counter: looked up by their code, then handed over. */
@ApplicationScoped
class Handovers {

    /** Typing is slow; whoever is faster guesses. */
    private static final RateLimits.Limit CODES = new RateLimits.Limit("reward-code", 60, Duration.ofMinutes(5));

    @Inject
    Database database;

    @Inject
    RateLimits limits;

    @Inject
    Members members;

    @Inject
    OrderRows rows;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * Counts one try; outside of any transaction, so that a refusal cannot take the count back.
     *
     * @throws io.guike.platform.Problem {@code request.too-many}
     */
    Uni<Void> mayTry(Caller by) {
        return limits.count(CODES, by.tag());
    }

    /**
     * What a code stands for, before anything happens.
     *
     * @throws io.guike.platform.Problem {@code reward.code-unknown} also once it was used, {@code reward.not-waiting} where
     *     it has lapsed, {@code reward.wrong-store}
     */
    Uni<OrderView> look(UUID store, String code) {
        return find(store, code).map(order -> OrderView.of(order, null, clock.instant()));
    }

    /** As {@link #look}, and hands the goods over: of many at once exactly one does. */
    Uni<OrderView> handOver(Caller by, UUID store, String code) {
        return database.tx(() -> find(store, code)
                .call(order -> members.hold(order.origin()))
                .call(order -> rows.handOver(order.id(), store, by.id(), by.tag())
                        .invoke(done -> {
                            if (!done) {
                                throw RewardProblem.NOT_WAITING.problem();
                            }
                        }))
                .call(order -> audit.record(
                        by, "reward.hand-over", RewardData.subject(order.id()), Map.of("store", store.toString())))
                .chain(order -> rows.get(order.id()))
                .map(order -> OrderView.of(OrderRows.present(order), null, clock.instant())));
    }

    private Uni<Order> find(UUID store, String code) {
        return rows.byCode(code)
                .onItem()
                .ifNull()
                .failWith(RewardProblem.CODE_UNKNOWN::problem)
                .map(OrderRows::present)
                .invoke(this::mustWait)
                .call(order -> mustBeHere(order, store));
    }

    private void mustWait(Order order) {
        if (order.at(clock.instant()) != State.WAITING) {
            throw RewardProblem.NOT_WAITING.problem();
        }
    }

    private Uni<Void> mustBeHere(Order order, UUID store) {
        return database.sql("select 1 from reward where id = :id and (cardinality(stores) = 0 or :store = any(stores))")
                .with("id", order.reward())
                .with("store", store)
                .exists()
                .invoke(here -> {
                    if (!here) {
                        throw RewardProblem.WRONG_STORE.problem();
                    }
                })
                .replaceWithVoid();
    }

    /** What the store handed over, the newest first. */
    Uni<Page<OrderView>> of(UUID store, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("select " + OrderRows.COLUMNS + """
                         from reward_order o where o.store_id = :store and (o.ended_at, o.id) < (:at, :id)
                        order by o.ended_at desc, o.id desc limit :size""")
                .with("store", store)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(OrderRows::order)
                .map(found -> found.stream()
                        .map(order -> OrderView.of(order, null, clock.instant()))
                        .toList())
                .map(views -> Page.of(views, size, Handovers::place));
    }

    private static Cursor place(OrderView view) {
        return Cursor.at(view.endedAt() == null ? view.at() : view.endedAt(), view.id());
    }
}
