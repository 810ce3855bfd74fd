package io.guike.redemption;

import io.guike.coupon.Cause;
import io.guike.coupon.Change;
import io.guike.coupon.Channel;
import io.guike.coupon.CouponState;
import io.guike.coupon.Coupons;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.platform.Overtaken;
import io.guike.platform.Page;
import io.guike.platform.Problem;
import io.guike.redemption.Redemption.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Coupons in use: reserved for an order or receipt, redeemed, released, given back. A client's reference names a use, so
 * that each command may be sent again. All calls join the caller's transaction.
 */
@ApplicationScoped
public class Redemptions {

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Coupons coupons;

    @Inject
    RedemptionRows rows;

    @Inject
    Taking taking;

    @Inject
    Ending ending;

    @Inject
    Refunds refunds;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.coupon.undo-minutes", defaultValue = "10")
    int undoMinutes;

    /**
     * Coupons that somebody wants to use.
     *
     * @param client who uses them: {@code pos:<client>:<store>}, {@code counter:<store>}, {@code order}
     * @param reference what for, unique at the client: the number of the receipt or order
     * @param origin whose they are, as they were known: {@link io.guike.access.Caller#origin()}
     * @param store null for an order that no store fills
     * @param actor as {@link io.guike.access.Caller#tag()} names them
     */
    public record Wish(
            String client,
            String reference,
            UUID origin,
            Channel channel,
            @Nullable UUID store,
            @Nullable UUID staff,
            List<UUID> coupons,
            Basket basket,
            String actor) {}

    /**
     * Sets coupons aside. The same wish again answers what stands; once it was released or has lapsed it begins anew.
     *
     * @param until until then it may be redeemed, even if a coupon lapses meanwhile
     * @throws io.guike.platform.Problem {@code coupon.not-applicable} (errors by coupon: a {@link Refusal} and its text),
     *     {@code coupon.unknown}, {@code redemption.reference-used}, {@code redemption.basket-invalid}, {@code
     *     member.unknown}, {@code member.erased}
     */
    public Uni<RedemptionView> reserve(Wish wish, Instant until) {
        return counted("reserved", wish.channel(), once(wish, until));
    }

    /** As {@link #reserve} and {@link #redeem} in one. */
    public Uni<RedemptionView> redeemNow(Wish wish) {
        return counted("redeemed", wish.channel(), once(wish, null));
    }

    private Uni<RedemptionView> once(Wish wish, @Nullable Instant until) {
        return database.tx(() -> rows.find(wish.client(), wish.reference())
                        .chain(seen -> hold(wish, seen))
                        .chain(held -> rows.hold(wish.client(), wish.reference())
                                .invoke(held::mustHave)
                                .chain(found -> found == null || isOver(found.at(clock.instant()))
                                        ? anew(held.person(), wish, until, found)
                                        : again(found, wish, until)))
                        .chain(rows::view))
                .onFailure(Database::isDuplicate)
                .transform(failure -> RedemptionProblem.REFERENCE_USED.problem());
    }

    /**
     * Who wishes, and whose use stood under the reference when it was looked at.
     *
     * @param other null where there was none
     */
    private record Held(UUID person, @Nullable UUID other) {

        void mustHave(@Nullable Redemption found) {
            if (found != null
                    && !found.person().equals(person)
                    && !found.person().equals(other)) {
                throw new Overtaken();
            }
        }
    }

    /** Both at once: whoever's use is over loses the reference. */
    private Uni<Held> hold(Wish wish, @Nullable Redemption seen) {
        UUID origin = wish.origin();
        UUID other = seen == null || seen.person().equals(origin) ? null : seen.person();
        return (other == null ? members.hold(origin) : members.holdWith(origin, other))
                .map(person -> new Held(person.id(), other));
    }

    /** What is over under the reference, and not yet written down, gives the reference and its coupons free. */
    private Uni<Redemption> anew(UUID person, Wish wish, @Nullable Instant until, @Nullable Redemption found) {
        boolean due = found != null && found.state() == State.RESERVED;
        return taking.begin(person, wish, until, due ? found : null);
    }

    private static boolean isOver(State state) {
        return state == State.RELEASED || state == State.LAPSED || state == State.UNDONE;
    }

    private Uni<Redemption> again(Redemption found, Wish wish, @Nullable Instant until) {
        if (!found.request().equals(taking.request(wish)) || found.state() == State.RETURNED) {
            throw RedemptionProblem.REFERENCE_USED.problem();
        }
        return until == null ? redeem(found, wish.actor()) : Uni.createFrom().item(found);
    }

    /**
     * Redeems what was reserved; what is redeemed already stays so.
     *
     * @throws io.guike.platform.Problem {@code redemption.unknown}, {@code redemption.lapsed}, {@code redemption.state}
     */
    public Uni<RedemptionView> redeem(String client, String reference, String actor) {
        return database.tx(() -> held(client, reference)
                        .chain(found -> redeem(found, actor))
                        .chain(rows::view))
                .invoke(view -> count("redeemed", view.channel()));
    }

    private Uni<Redemption> redeem(Redemption found, String actor) {
        return switch (found.at(clock.instant())) {
            case REDEEMED -> Uni.createFrom().item(found);
            case RESERVED -> redeemed(found, actor);
            case LAPSED -> throw RedemptionProblem.LAPSED.problem();
            default -> throw RedemptionProblem.STATE.because(found.state().name());
        };
    }

    private Uni<Redemption> redeemed(Redemption found, String actor) {
        return rows.couponsOf(found.id())
                .chain(coupons::hold)
                .chain(held -> coupons.change(held.stream()
                        .map(coupon -> new Change(
                                coupon.id(),
                                CouponState.RESERVED,
                                CouponState.REDEEMED,
                                Cause.REDEEMED,
                                actor,
                                found.store(),
                                found.id(),
                                null,
                                null,
                                null))
                        .toList()))
                .chain(() -> rows.redeemed(found.id()))
                .chain(() -> anew(found));
    }

    /**
     * Frees what was reserved; a coupon that lapsed meanwhile is over. What is released or has lapsed already stays so.
     *
     * @throws io.guike.platform.Problem {@code redemption.unknown}, {@code redemption.state}
     */
    public Uni<RedemptionView> release(String client, String reference, String actor) {
        return database.tx(() -> held(client, reference)
                .chain(found -> switch (found.state()) {
                    case RESERVED ->
                        found.at(clock.instant()) == State.LAPSED
                                ? ending.lapse(found).chain(() -> anew(found))
                                : ending.release(found, actor).chain(() -> anew(found));
                    case RELEASED, LAPSED -> Uni.createFrom().item(found);
                    default ->
                        throw RedemptionProblem.STATE.because(found.state().name());
                })
                .chain(rows::view));
    }

    /**
     * Notes a refund. Nothing comes back before every line has come back with all its pieces, gifts that were handed out
     * beside among them; then all coupons do, and one whose window is over lives a grace. The freight may stay with the
     * seller.
     *
     * @throws io.guike.platform.Problem {@code redemption.unknown}, {@code redemption.state}, {@code
     *     redemption.line-unknown}, {@code redemption.refund-too-much}, {@code redemption.refund-reference-used}
     */
    public Uni<RedemptionView> returned(String client, String reference, Refunds.Refund refund, String actor) {
        return database.tx(() -> held(client, reference).chain(found -> returned(found, refund, actor)));
    }

    /**
     * As the other, of what was redeemed by hand at a store's counter.
     *
     * @throws io.guike.platform.Problem as the other; {@code redemption.unknown} also for another store's
     */
    public Uni<RedemptionView> returned(UUID redemption, UUID store, Refunds.Refund refund, String actor) {
        return database.tx(() -> atCounter(redemption, store).chain(found -> returned(found, refund, actor)));
    }

    private Uni<RedemptionView> returned(Redemption held, Refunds.Refund refund, String actor) {
        return refunds.apply(held, refund, actor).chain(() -> anew(held)).chain(rows::view);
    }

    private Uni<Redemption> atCounter(UUID redemption, UUID store) {
        return rows.find(redemption)
                .map(found -> known(found != null && isOfCounter(found, store) ? found : null))
                .chain(this::held);
    }

    /**
     * Takes back what was redeemed by hand at a store's counter, within minutes.
     *
     * @throws io.guike.platform.Problem {@code redemption.unknown}, also for another store's; {@code
     *     redemption.undo-late}, {@code redemption.undo-refunded} where a refund stands, {@code redemption.state}
     */
    public Uni<RedemptionView> undo(UUID redemption, UUID store, String actor) {
        return database.tx(() -> atCounter(redemption, store)
                .chain(found -> found.state() == State.UNDONE
                        ? Uni.createFrom().item(found)
                        : mustBeFresh(found)
                                .chain(() -> mustBeWhole(found))
                                .chain(() -> ending.undo(found, actor))
                                .chain(() -> anew(found)))
                .chain(rows::view));
    }

    private static boolean isOfCounter(Redemption found, UUID store) {
        return found.channel() == Channel.STORE && store.equals(found.store());
    }

    private Uni<Void> mustBeFresh(Redemption found) {
        Instant redeemed = found.redeemedAt();
        if (found.state() != State.REDEEMED || redeemed == null) {
            throw RedemptionProblem.STATE.because(found.state().name());
        }
        if (clock.instant().isAfter(redeemed.plus(Duration.ofMinutes(undoMinutes)))) {
            throw RedemptionProblem.UNDO_LATE.problem();
        }
        return Uni.createFrom().voidItem();
    }

    /** What came back in part goes on coming back: an undo would give the coupon for goods that were kept. */
    private Uni<Void> mustBeWhole(Redemption found) {
        return refunds.stand(found.id())
                .invoke(refunded -> {
                    if (refunded) {
                        throw RedemptionProblem.UNDO_REFUNDED.problem();
                    }
                })
                .replaceWithVoid();
    }

    /** @throws io.guike.platform.Problem {@code redemption.unknown} */
    public Uni<RedemptionView> get(String client, String reference) {
        return rows.find(client, reference).map(Redemptions::known).chain(rows::view);
    }

    /** Whose it was, as they are known now; null where there is none. */
    public Uni<@Nullable UUID> personOf(UUID redemption) {
        return database.sql("select person_id from coupon_redemption where id = :id")
                .with("id", redemption)
                .first(row -> row.uuid(0));
    }

    /** What was verified by hand at a store since a moment, from new to old. */
    public Uni<Page<CounterLine>> atCounter(UUID store, Instant since, @Nullable String cursor, int size) {
        return rows.atCounter(store, since, cursor, size);
    }

    private Uni<Redemption> held(String client, String reference) {
        return rows.find(client, reference).map(Redemptions::known).chain(this::held);
    }

    /** The person comes first, as everywhere; what was read before is read again. */
    private Uni<Redemption> held(Redemption found) {
        return members.holdIfThere(found.person()).chain(() -> anew(found));
    }

    private Uni<Redemption> anew(Redemption found) {
        return rows.hold(found.id()).map(Redemptions::known);
    }

    private static Redemption known(@Nullable Redemption found) {
        if (found == null) {
            throw RedemptionProblem.UNKNOWN.problem();
        }
        return found;
    }

    private Uni<RedemptionView> counted(String deed, Channel channel, Uni<RedemptionView> work) {
        return work.invoke(view -> count(deed, channel))
                .onFailure(Problem.class)
                .invoke(refused -> count("refused", channel));
    }

    private void count(String outcome, Channel channel) {
        metrics.counter("guike.coupon.uses", "outcome", outcome, "channel", channel.name())
                .increment();
    }
}
