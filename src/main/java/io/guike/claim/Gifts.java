package io.guike.claim;

import io.guike.access.Caller;
import io.guike.access.RateLimits;
import io.guike.claim.Claims.GotView;
import io.guike.coupon.CouponProblem;
import io.guike.coupon.CouponState;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Way;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.redemption.Lapses;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A coupon for a friend (转赠): the giver keeps it until somebody takes it, and the friend's is a new one with the same
 * words and days. What was a gift is not given again.
 */
@ApplicationScoped
class Gifts {

    private static final Duration LIFE = Duration.ofHours(24);
    private static final RateLimits.Limit LOOKS = new RateLimits.Limit("gift-token", 60, Duration.ofMinutes(10));

    @Inject
    Database database;

    @Inject
    Grants grants;

    @Inject
    Claims claims;

    @Inject
    Coupons coupons;

    @Inject
    Lapses lapses;

    @Inject
    GiftToken tokens;

    @Inject
    RateLimits limits;

    @Inject
    Clock clock;

    enum State {
        OPEN,
        TAKEN,
        TAKEN_BACK,
        LAPSED
    }

    /** @param token for the link; only while it can be taken */
    record GiftView(
            UUID id,
            UUID couponId,
            State state,
            Instant madeAt,
            Instant endsAt,
            @Nullable Instant takenAt,
            @Nullable String token) {}

    /** What a friend sees before they take it. */
    record LookView(String name, State state, Instant endsAt, Instant validFrom, Instant validUntil) {}

    private record Gift(
            UUID id,
            UUID coupon,
            UUID giverOrigin,
            UUID giver,
            State written,
            Instant madeAt,
            Instant endsAt,
            @Nullable UUID taker,
            @Nullable Instant takenAt,
            @Nullable UUID takenCoupon) {

        static Gift of(Row row) {
            return new Gift(
                    row.uuid(0),
                    row.uuid(1),
                    row.uuid(2),
                    row.uuid(3),
                    State.valueOf(row.text(4)),
                    row.instant(5),
                    row.instant(6),
                    row.uuidOrNull(7),
                    row.instantOrNull(8),
                    row.uuidOrNull(9));
        }

        State at(Instant now) {
            return written == State.OPEN && !now.isBefore(endsAt) ? State.LAPSED : written;
        }
    }

    private static final String SELECT = """
            select id, coupon_id, giver_origin, giver_person, state, made_at, ends_at, taker_person, taken_at, taken_coupon
            from claim_gift\s""";

    /**
     * Offers a coupon. One that is offered already is shown again, so a request may be repeated.
     *
     * @throws io.guike.platform.Problem {@code coupon.unknown}, {@code claim.not-givable}
     */
    Uni<GiftView> offer(Caller caller, UUID coupon) {
        return database.tx(() -> grants.hold(caller.origin())
                        .call(person -> lapses.of(person, List.of(coupon)))
                        .chain(person -> coupons.hold(List.of(coupon)).map(found -> givable(found, person)))
                        .chain(held -> lapse(coupon)
                                .chain(() -> open(coupon))
                                .chain(gift -> gift == null
                                        ? insert(held)
                                        : Uni.createFrom().item(gift))))
                .map(this::view);
    }

    private HeldCoupon givable(List<HeldCoupon> found, UUID person) {
        HeldCoupon coupon = found.stream()
                .filter(one -> one.person().equals(person))
                .findFirst()
                .orElseThrow(CouponProblem.UNKNOWN::problem);
        boolean isGivable = coupon.shareable() && coupon.way() != Way.GIFT;
        if (!isGivable || coupon.at(clock.instant()) != CouponState.ISSUED) {
            throw ClaimProblem.NOT_GIVABLE.problem();
        }
        return coupon;
    }

    private Uni<Integer> lapse(UUID coupon) {
        return database.sql("""
                        update claim_gift set state = 'LAPSED'
                        where coupon_id = :coupon and state = 'OPEN' and ends_at <= :now""")
                .with("coupon", coupon)
                .with("now", clock.instant())
                .run();
    }

    private Uni<@Nullable Gift> open(UUID coupon) {
        return database.sql(SELECT + "where coupon_id = :coupon and state = 'OPEN'")
                .with("coupon", coupon)
                .first(Gift::of);
    }

    private Uni<Gift> insert(HeldCoupon coupon) {
        Instant now = clock.instant();
        Instant end = now.plus(LIFE);
        return database.sql("""
                        insert into claim_gift (id, coupon_id, giver_origin, giver_person, state, made_at, ends_at)
                        values (:id, :coupon, :origin, :person, 'OPEN', :now, :ends)
                        returning id, coupon_id, giver_origin, giver_person, state, made_at, ends_at, taker_person, taken_at,
                          taken_coupon""")
                .with("id", Ids.next())
                .with("coupon", coupon.id())
                .with("origin", coupon.origin())
                .with("person", coupon.person())
                .with("now", now)
                .with(
                        "ends",
                        end.isBefore(coupon.window().until())
                                ? end
                                : coupon.window().until())
                .one(Gift::of);
    }

    private GiftView view(Gift gift) {
        State state = gift.at(clock.instant());
        return new GiftView(
                gift.id(),
                gift.coupon(),
                state,
                gift.madeAt(),
                gift.endsAt(),
                gift.takenAt(),
                state == State.OPEN ? tokens.of(gift.id()) : null);
    }

    /** What somebody has offered, newest first. */
    Uni<Page<GiftView>> list(UUID person, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(SELECT + """
                        where giver_person = :person and (made_at, id) < (:at, :id)
                        order by made_at desc, id desc limit :size""")
                .with("person", person)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Gift::of)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.madeAt(), row.id()))
                        .map(this::view));
    }

    /** @throws io.guike.platform.Problem {@code claim.gift-unknown}, {@code request.too-many} */
    Uni<LookView> look(Caller caller, String token) {
        return limits.count(LOOKS, caller.id().toString())
                .chain(() -> find(tokens.gift(token), ""))
                .chain(gift -> coupons.find(List.of(gift.coupon())).map(found -> {
                    HeldCoupon coupon = found.get(0);
                    return new LookView(
                            coupon.name(),
                            gift.at(clock.instant()),
                            gift.endsAt(),
                            coupon.window().from(),
                            coupon.window().until());
                }));
    }

    private Uni<Gift> find(UUID id, String lock) {
        return database.sql(SELECT + "where id = :id" + lock)
                .with("id", id)
                .first(Gift::of)
                .onItem()
                .ifNull()
                .failWith(ClaimProblem.GIFT_UNKNOWN::problem);
    }

    /**
     * Takes a gift; whoever took it gets the same coupon again.
     *
     * @throws io.guike.platform.Problem {@code claim.gift-unknown}, {@code claim.gift-over}, {@code claim.gift-own},
     *     {@code claim.limit-reached}
     */
    Uni<GotView> take(Caller caller, String token) {
        return limits.count(LOOKS, caller.id().toString())
                .chain(() -> database.tx(() -> taken(caller, tokens.gift(token))))
                .invoke(verdict -> grants.counted(Way.GIFT, verdict.outcome()))
                .chain(claims::view);
    }

    /** Both people first, then the gift, then stock, and the coupon at last. */
    private Uni<Verdict> taken(Caller caller, UUID id) {
        return find(id, "")
                .chain(gift -> grants.hold(new HashSet<>(List.of(gift.giverOrigin(), caller.origin()))))
                .chain(living -> find(id, " for update").chain(gift -> {
                    UUID taker = living.get(caller.origin());
                    if (taker == null || !living.containsKey(gift.giverOrigin())) {
                        throw ClaimProblem.PERSON_GONE.problem();
                    }
                    return taken(caller, taker, gift);
                }));
    }

    private Uni<Verdict> taken(Caller caller, UUID taker, Gift gift) {
        UUID coupon = gift.takenCoupon();
        if (coupon != null && taker.equals(gift.taker())) {
            return Uni.createFrom().item(Verdict.of(Outcome.HAD, coupon));
        }
        if (gift.at(clock.instant()) != State.OPEN) {
            throw ClaimProblem.GIFT_OVER.problem();
        }
        if (gift.giver().equals(taker)) {
            throw ClaimProblem.GIFT_OWN.problem();
        }
        return lapses.of(gift.giver(), List.of(gift.coupon()))
                .chain(() -> handOn(caller, gift))
                .call(verdict -> close(caller, taker, gift, verdict));
    }

    private Uni<Verdict> handOn(Caller caller, Gift gift) {
        return coupons.find(List.of(gift.coupon()))
                .map(found -> found.get(0))
                .chain(coupon -> grants.words(coupon.template(), coupon.version())
                        .map(words -> new Wish.Handed(words, coupon.window())))
                .chain(handed -> grants.one(Wish.of(
                                handed.template().template(),
                                caller.origin(),
                                Way.GIFT,
                                gift.id().toString(),
                                caller.tag())
                        .handing(handed)));
    }

    private Uni<Integer> close(Caller caller, UUID taker, Gift gift, Verdict verdict) {
        UUID coupon = Objects.requireNonNull(verdict.coupon());
        return coupons.giveAway(gift.coupon(), gift.giver(), caller.tag(), "gift:" + gift.id())
                .chain(given -> {
                    if (!given) {
                        throw ClaimProblem.GIFT_OVER.problem();
                    }
                    return database.sql("""
                                    update claim_gift set state = 'TAKEN', taker_origin = :origin, taker_person = :taker,
                                      taken_at = :now, taken_coupon = :coupon where id = :id""")
                            .with("origin", caller.origin())
                            .with("taker", taker)
                            .with("now", clock.instant())
                            .with("coupon", coupon)
                            .with("id", gift.id())
                            .run();
                });
    }

    /** @throws io.guike.platform.Problem {@code claim.gift-unknown}, {@code claim.gift-over} */
    Uni<GiftView> takeBack(Caller caller, UUID id) {
        return database.tx(() -> grants.hold(caller.origin())
                        .chain(person -> find(id, " for update").invoke(gift -> mustBeOpenOf(gift, person)))
                        .chain(() -> database.sql("update claim_gift set state = 'TAKEN_BACK' where id = :id")
                                .with("id", id)
                                .run())
                        .chain(() -> find(id, "")))
                .map(this::view);
    }

    private void mustBeOpenOf(Gift gift, UUID person) {
        if (!gift.giver().equals(person)) {
            throw ClaimProblem.GIFT_UNKNOWN.problem();
        }
        if (gift.at(clock.instant()) != State.OPEN) {
            throw ClaimProblem.GIFT_OVER.problem();
        }
    }
}
