package io.guike.reward;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.claim.Grants;
import io.guike.claim.Verdict;
import io.guike.claim.Wish;
import io.guike.coupon.Way;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.PlatformProblem;
import io.guike.platform.Problem;
import io.guike.platform.ProblemCode;
import io.guike.points.Points;
import io.guike.points.PointsProblem;
import io.guike.points.Spending;
import io.guike.reward.OrderRows.Order;
import io.guike.reward.OrderRows.State;
import io.guike.work.Idempotency.PersonalAnswer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points for goods or coupons. Order of locks: the person, the reward's row, the ledger, the template's row of stock. All in
 * one transaction: the points, the shelf and the coupon or code come together or not at all.
 */
@ApplicationScoped
class RewardOrders {

    /** Of the posting in the ledger; its source is the order's id. */
    static final String REASON = "REWARD";

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Points points;

    @Inject
    Grants grants;

    @Inject
    OrderRows rows;

    @Inject
    OrderQueues queues;

    @Inject
    CollectCodes codes;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * What somebody asks for.
     *
     * @param key of the request: the same again is the same order, for good
     * @param points that they were told it costs
     */
    record Asked(String key, UUID reward, long points) {}

    /**
     * Exchanges points.
     *
     * @throws io.guike.platform.Problem {@code reward.unknown}, {@code reward.not-open}, {@code reward.sold-out}, {@code
     *     reward.limit-reached}, {@code reward.changed-meanwhile} where it costs something else by now, {@code
     *     points.insufficient}, {@code idempotency.key-reused}; {@code claim.*} where the coupon cannot be had; {@code
     *     service.busy}, {@code request.too-many}
     */
    Uni<OrderView> order(Caller caller, Asked asked) {
        return queues.person(
                        caller,
                        () -> refusedOrKnown(caller, asked)
                                .onItem()
                                .ifNull()
                                .switchTo(() -> queues.reward(asked.reward(), () -> ordered(caller, asked))))
                .map(this::mine);
    }

    /**
     * What would be refused, or was ordered before, needs no place in the queue and no lock; null where it has to be
     * decided. Whether the request is known is looked up last: the order may be what used the points up.
     */
    private Uni<@Nullable Order> refusedOrKnown(Caller caller, Asked asked) {
        return reward(asked.reward(), "")
                .chain(reward -> rows.had(caller.id(), reward.id()).invoke(had -> mustBeThere(reward, had, asked)))
                .chain(() -> points.balance(caller.id()))
                .invoke(balance -> mustSuffice(balance.available(), asked))
                .replaceWith((Order) null)
                .onFailure(Problem.class)
                .recoverWithUni(refused -> rows.byRequest(caller.origin(), asked.key())
                        .onItem()
                        .ifNull()
                        .failWith(refused)
                        .map(known -> same(known, asked)));
    }

    private static void mustSuffice(long available, Asked asked) {
        if (available < asked.points()) {
            throw PointsProblem.INSUFFICIENT.because("available: " + available);
        }
    }

    private Uni<Order> ordered(Caller caller, Asked asked) {
        return database.tx(() -> members.hold(caller.origin())
                .chain(person -> rows.byRequest(person.origin(), asked.key())
                        .chain(known -> known == null
                                ? take(person, asked, caller.tag())
                                : Uni.createFrom().item(same(known, asked)))));
    }

    private static Order same(Order known, Asked asked) {
        if (!known.reward().equals(asked.reward()) || known.points() != asked.points()) {
            throw PlatformProblem.KEY_REUSED.problem();
        }
        return known;
    }

    private Uni<Order> take(Person person, Asked asked, String actor) {
        return reward(asked.reward(), " for update")
                .chain(reward -> rows.had(person.id(), reward.id())
                        .invoke(had -> mustBeThere(reward, had, asked))
                        .map(had -> blank(person, reward))
                        .call(order -> spend(order, actor))
                        .call(() -> taken(reward.id()))
                        .chain(order -> reward.kind() == RewardKind.GOODS
                                ? rows.insertGoods(order, asked.key(), 1)
                                : coupon(order, reward, asked.key(), actor)));
    }

    private Uni<Reward> reward(UUID id, String lock) {
        return database.sql("select " + Reward.COLUMNS + " from reward r where r.id = :id" + lock)
                .with("id", id)
                .first(Reward::of)
                .onItem()
                .ifNull()
                .failWith(RewardProblem.UNKNOWN::problem)
                .map(Objects::requireNonNull);
    }

    private void mustBeThere(Reward reward, long had, Asked asked) {
        ProblemCode refusal = reward.refusal(clock.instant(), had);
        if (refusal != null) {
            throw refusal.problem();
        }
        if (reward.points() != asked.points()) {
            throw RewardProblem.CHANGED_MEANWHILE.because(Long.toString(reward.points()));
        }
    }

    private Uni<Integer> taken(UUID reward) {
        return database.sql("update reward set taken = taken + 1 where id = :id")
                .with("id", reward)
                .run();
    }

    private Order blank(Person person, Reward reward) {
        Instant now = clock.instant();
        Integer days = reward.collectDays();
        return new Order(
                Ids.next(),
                reward.id(),
                person.origin(),
                person.id(),
                reward.kind(),
                reward.name(),
                reward.points(),
                days == null ? State.DONE : State.WAITING,
                now,
                null,
                null,
                days == null ? null : Days.start(Days.of(now).plusDays(days + 1L)),
                null,
                null,
                null);
    }

    private Uni<?> spend(Order order, String actor) {
        return points.spend(new Spending(
                order.origin(), REASON, order.id().toString(), order.points(), actor, null, "积分兑换：" + order.name()));
    }

    private Uni<Order> coupon(Order order, Reward reward, String key, String actor) {
        UUID template = Objects.requireNonNull(reward.templateId());
        return grants.one(
                        Wish.of(template, order.origin(), Way.REWARD, order.id().toString(), actor))
                .map(Verdict::coupon)
                .map(coupon -> with(order, coupon))
                .call(done -> rows.insertCoupon(done, key));
    }

    private static Order with(Order order, @Nullable UUID coupon) {
        return new Order(
                order.id(),
                order.reward(),
                order.origin(),
                order.person(),
                order.kind(),
                order.name(),
                order.points(),
                State.DONE,
                order.at(),
                coupon,
                null,
                null,
                null,
                order.at(),
                null);
    }

    /** With the code, for the person's own eyes. */
    OrderView mine(Order order) {
        Integer number = order.codeTry();
        return OrderView.of(order, number == null ? null : codes.of(order.id(), number), clock.instant());
    }

    /**
     * A person's orders, the newest first.
     *
     * @param own whether the person looks, who alone sees codes
     */
    Uni<Page<OrderView>> of(UUID person, boolean own, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("select " + OrderRows.COLUMNS + """
                         from reward_order o where o.person_id = :person and (o.at, o.id) < (:at, :id)
                        order by o.at desc, o.id desc limit :size""")
                .with("person", person)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(OrderRows::order)
                .map(found -> Page.of(found, size, order -> Cursor.at(order.at(), order.id())))
                .map(page -> page.map(order -> own ? mine(order) : OrderView.of(order, null, clock.instant())));
    }

    /**
     * The person gives goods back that they have not collected: the points come back to the lots they came from.
     *
     * @throws io.guike.platform.Problem {@code reward.order-unknown} also for somebody else's, {@code reward.not-waiting}
     */
    Uni<OrderView> cancelMine(Caller caller, UUID id) {
        return database.tx(() -> own(caller, id)
                        .chain(this::held)
                        .chain(() -> own(caller, id))
                        .chain(order -> cancel(order, "顾客取消", caller.tag())))
                .map(this::mine);
    }

    private Uni<Order> own(Caller caller, UUID id) {
        return members.living(caller.origin())
                .chain(person -> rows.get(id).map(OrderRows::present).invoke(order -> {
                    if (!order.person().equals(person)) {
                        throw RewardProblem.ORDER_UNKNOWN.problem();
                    }
                }));
    }

    /** As it stands while everybody is held to whom its points may go back. */
    private Uni<Order> held(Order seen) {
        return points.holdForReturn(REASON, seen.id().toString())
                .chain(() -> rows.get(seen.id()))
                .map(OrderRows::present);
    }

    /** As {@link #cancelMine}, by head office. */
    Uni<PersonalAnswer> cancel(Caller by, UUID id, String reason) {
        return database.tx(() -> rows.get(id)
                        .map(OrderRows::present)
                        .chain(this::held)
                        .chain(order -> cancel(order, reason, by.tag()))
                        .call(order -> audit.record(
                                by, "reward.cancel", RewardData.subject(order.id()), Map.of("reason", reason))))
                .map(order -> new PersonalAnswer(
                        OrderView.of(order, null, clock.instant()),
                        Set.copyOf(List.of(order.person(), order.origin()))));
    }

    private Uni<Order> cancel(Order order, String reason, String by) {
        if (order.at(clock.instant()) != State.WAITING) {
            throw RewardProblem.NOT_WAITING.problem();
        }
        return end(order, State.CANCELLED, reason, by)
                .invoke(ended -> {
                    if (!ended) {
                        throw RewardProblem.NOT_WAITING.problem();
                    }
                })
                .chain(() -> rows.get(order.id()).map(OrderRows::present));
    }

    /** Goods that nobody came for in time; the caller has no lock yet. Passes over what ended meanwhile. */
    Uni<Void> lapse(UUID id) {
        return database.tx(() -> rows.get(id)
                .map(OrderRows::present)
                .chain(this::held)
                .chain(order -> order.at(clock.instant()) == State.LAPSED
                        ? end(order, State.LAPSED, "逾期未提货", Caller.SYSTEM.tag()).replaceWithVoid()
                        : Uni.createFrom().voidItem()));
    }

    /** Who is concerned is held. */
    private Uni<Boolean> end(Order order, State state, String reason, String by) {
        String source = order.id().toString();
        return rows.end(order, state, reason, by)
                .call(ended -> ended
                        ? points.giveBack(REASON, source, source, order.points(), by)
                        : Uni.createFrom().voidItem());
    }
}
