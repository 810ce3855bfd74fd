package io.guike.reward;

import io.guike.platform.Database;
import io.guike.platform.Row;
import io.guike.selves.EarlierSelves;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of orders. Calls join the caller's transaction. */
@ApplicationScoped
class OrderRows {

    private static final int MOST_TRIES = 5;

    @Inject
    Database database;

    @Inject
    EarlierSelves earlierSelves;

    @Inject
    CollectCodes codes;

    @Inject
    Clock clock;

    /** What becomes of an order. */
    enum State {
        /** Goods wait to be collected. */
        WAITING,
        /** The coupon was given, the goods were handed over. */
        DONE,
        CANCELLED,
        /** Nobody came for them in time. */
        LAPSED
    }

    /** An order as it stands in the database; one that waits for too long has lapsed though nobody noted it yet. */
    record Order(
            UUID id,
            UUID reward,
            UUID origin,
            UUID person,
            RewardKind kind,
            String name,
            long points,
            State state,
            Instant at,
            @Nullable UUID coupon,
            @Nullable Integer codeTry,
            @Nullable Instant collectUntil,
            @Nullable String reason,
            @Nullable Instant endedAt,
            @Nullable UUID storeId) {

        State at(Instant now) {
            return state == State.WAITING && collectUntil != null && !now.isBefore(collectUntil) ? State.LAPSED : state;
        }
    }

    static final String COLUMNS = """
            o.id, o.reward_id, o.origin_id, o.person_id, o.kind, o.name, o.points, o.state, o.at, o.coupon_id, o.code_try,
            o.collect_until, o.reason, o.ended_at, o.store_id
            """;

    static Order order(Row row) {
        return new Order(
                row.uuid(0),
                row.uuid(1),
                row.uuid(2),
                row.uuid(3),
                RewardKind.valueOf(row.text(4)),
                row.text(5),
                row.number(6),
                State.valueOf(row.text(7)),
                row.instant(8),
                row.uuidOrNull(9),
                row.isNull(10) ? null : row.integer(10),
                row.instantOrNull(11),
                row.textOrNull(12),
                row.instantOrNull(13),
                row.uuidOrNull(14));
    }

    Uni<@Nullable Order> byRequest(UUID origin, String key) {
        return database.sql("select " + COLUMNS
                        + " from reward_order o where o.origin_id = :origin and o.request_key = :key")
                .with("origin", origin)
                .with("key", key)
                .first(OrderRows::order);
    }

    Uni<@Nullable Order> get(UUID id) {
        return database.sql("select " + COLUMNS + " from reward_order o where o.id = :id")
                .with("id", id)
                .first(OrderRows::order);
    }

    /** Waiting goods, by their code; also such as have lapsed meanwhile. */
    Uni<@Nullable Order> byCode(String code) {
        return database.sql(
                        "select " + COLUMNS + " from reward_order o where o.code_hash = :hash and o.state = 'WAITING'")
                .with("hash", codes.fingerprint(code))
                .first(OrderRows::order);
    }

    /** How many the person has had of it, also before they were erased and came back; what ended uncollected does not count. */
    Uni<Long> had(UUID person, UUID reward) {
        String subject = RewardData.earlier(reward);
        return hadNow(person, reward)
                .chain(now -> earlierSelves
                        .of(List.of(person), List.of(subject))
                        .map(earlier -> now + earlier.of(person, subject)));
    }

    private Uni<Long> hadNow(UUID person, UUID reward) {
        return database.sql("""
                        select count(*) from reward_order where person_id = :person and reward_id = :reward
                          and (state = 'DONE' or state = 'WAITING' and collect_until > :now)""")
                .with("person", person)
                .with("reward", reward)
                .with("now", clock.instant())
                .one(row -> row.number(0));
    }

    Uni<Void> insertCoupon(Order order, String key) {
        return database.sql("""
                        insert into reward_order (id, reward_id, origin_id, person_id, request_key, kind, name, points,
                          state, at, coupon_id, ended_at)
                        values (:id, :reward, :origin, :person, :key, 'COUPON', :name, :points, 'DONE', :at, :coupon,
                          :at)""")
                .with("id", order.id())
                .with("reward", order.reward())
                .with("origin", order.origin())
                .with("person", order.person())
                .with("key", key)
                .with("name", order.name())
                .with("points", order.points())
                .with("at", order.at())
                .with("coupon", order.coupon())
                .run()
                .replaceWithVoid();
    }

    /** @return with the code that was free */
    Uni<Order> insertGoods(Order order, String key, int number) {
        return database.sql("""
                        insert into reward_order (id, reward_id, origin_id, person_id, request_key, kind, name, points,
                          state, at, code_try, code_hash, collect_until)
                        values (:id, :reward, :origin, :person, :key, 'GOODS', :name, :points, 'WAITING', :at, :try,
                          :hash, :until)
                        on conflict (code_hash) where state = 'WAITING' do nothing""")
                .with("id", order.id())
                .with("reward", order.reward())
                .with("origin", order.origin())
                .with("person", order.person())
                .with("key", key)
                .with("name", order.name())
                .with("points", order.points())
                .with("at", order.at())
                .with("try", number)
                .with("hash", codes.fingerprint(codes.of(order.id(), number)))
                .with("until", order.collectUntil())
                .run()
                .chain(rows -> rows == 1 ? get(order.id()).map(OrderRows::present) : next(order, key, number));
    }

    private Uni<Order> next(Order order, String key, int number) {
        if (number == MOST_TRIES) {
            throw new IllegalStateException("no free code in " + MOST_TRIES + " tries");
        }
        return insertGoods(order, key, number + 1);
    }

    static Order present(@Nullable Order order) {
        if (order == null) {
            throw RewardProblem.ORDER_UNKNOWN.problem();
        }
        return order;
    }

    /** @return whether it was still waiting */
    Uni<Boolean> handOver(UUID id, UUID store, UUID staff, String by) {
        return database.sql("""
                        update reward_order set state = 'DONE', ended_at = :now, ended_by = :by, store_id = :store,
                          staff_id = :staff
                        where id = :id and state = 'WAITING' and collect_until > :now""")
                .with("now", clock.instant())
                .with("by", by)
                .with("store", store)
                .with("staff", staff)
                .with("id", id)
                .run()
                .map(rows -> rows == 1);
    }

    /**
     * Ends what was not collected, and puts it back on the shelf.
     *
     * @return whether it was still waiting
     */
    Uni<Boolean> end(Order order, State state, String reason, String by) {
        return database.sql("""
                        with ended as (
                          update reward_order set state = :state, ended_at = :now, ended_by = :by, reason = :reason
                          where id = :id and state = 'WAITING' returning reward_id)
                        update reward r set taken = taken - 1 from ended where r.id = ended.reward_id""")
                .with("state", state.name())
                .with("now", clock.instant())
                .with("by", by)
                .with("reason", reason)
                .with("id", order.id())
                .run()
                .map(rows -> rows == 1);
    }
}
