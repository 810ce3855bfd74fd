package io.guike.redemption;

import io.guike.coupon.CouponView;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Terms;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.redemption.Pricing.Priced;
import io.guike.redemption.Pricing.Taken;
import io.guike.redemption.RedemptionView.LineView;
import io.guike.redemption.RedemptionView.UseView;
import io.guike.redemption.Redemptions.Wish;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of redemptions, their coupons and lines. */
@ApplicationScoped
class RedemptionRows {

    @Inject
    Database database;

    @Inject
    Coupons coupons;

    @Inject
    Clock clock;

    private record UseRow(UUID coupon, long discountFen, long hqFen, long storeFen) {}

    /**
     * @param sku and {@code gift}: empty where there is none
     * @param mustReturn whether the coupons come back with it only
     */
    private record NewLine(
            String line, String sku, String gift, int quantity, long amountFen, long discountFen, boolean mustReturn) {}

    /** The one that stands or stood last under the reference, locked; null where there is none. */
    Uni<@Nullable Redemption> hold(String client, String reference) {
        return database.sql("select " + Redemption.COLUMNS + """
                         from coupon_redemption where client = :client and reference = :reference
                        order by made_at desc, id desc limit 1 for update""")
                .with("client", client)
                .with("reference", reference)
                .first(Redemption::of);
    }

    Uni<@Nullable Redemption> hold(UUID id) {
        return database.sql("select " + Redemption.COLUMNS + " from coupon_redemption where id = :id for update")
                .with("id", id)
                .first(Redemption::of);
    }

    Uni<@Nullable Redemption> find(String client, String reference) {
        return database.sql("select " + Redemption.COLUMNS + """
                         from coupon_redemption where client = :client and reference = :reference
                        order by made_at desc, id desc limit 1""")
                .with("client", client)
                .with("reference", reference)
                .first(Redemption::of);
    }

    Uni<@Nullable Redemption> find(UUID id) {
        return database.sql("select " + Redemption.COLUMNS + " from coupon_redemption where id = :id")
                .with("id", id)
                .first(Redemption::of);
    }

    /** @param row without its numbers, which are the prices' */
    Uni<Void> write(Redemption row, Wish wish, Priced priced) {
        return insert(row, wish)
                .chain(() -> uses(row.id(), priced))
                .chain(() -> lines(row.id(), wish.basket(), priced));
    }

    private Uni<Integer> insert(Redemption row, Wish wish) {
        return database.sql("""
                        insert into coupon_redemption (id, client, reference, channel, origin_id, person_id, store_id,
                          staff_id, state, request, gross_fen, discount_fen, made_at, reserved_until, redeemed_at)
                        values (:id, :client, :reference, :channel, :origin, :person, cast(:store as uuid),
                          cast(:staff as uuid), :state, :request, :gross, :discount, :made,
                          cast(:until as timestamptz), cast(:redeemed as timestamptz))""")
                .with("id", row.id())
                .with("client", row.client())
                .with("reference", row.reference())
                .with("channel", row.channel().name())
                .with("origin", wish.origin())
                .with("person", row.person())
                .with("store", row.store())
                .with("staff", wish.staff())
                .with("state", row.state().name())
                .with("request", row.request())
                .with("gross", row.grossFen())
                .with("discount", row.discountFen())
                .with("made", row.madeAt())
                .with("until", row.reservedUntil())
                .with("redeemed", row.redeemedAt())
                .run();
    }

    private Uni<Integer> uses(UUID redemption, Priced priced) {
        List<Taken> taken = priced.taken();
        List<Long> hq = taken.stream().map(RedemptionRows::hqFen).toList();
        return database.sql("""
                        insert into coupon_use (redemption_id, coupon_id, template_id, number, discount_fen, cost_fen,
                          hq_fen, store_fen, live)
                        select :redemption, coupon, template, number, discount, cost, hq, cost - hq, true
                        from unnest(cast(:coupons as uuid[]), cast(:templates as uuid[]), cast(:discounts as bigint[]),
                          cast(:costs as bigint[]), cast(:hq as bigint[]))
                          with ordinality as taken(coupon, template, discount, cost, hq, number)""")
                .with("redemption", redemption)
                .with("coupons", column(taken, one -> one.candidate().coupon().id()))
                .with("templates", column(taken, one -> one.candidate().coupon().template()))
                .with("discounts", column(taken, Taken::discountFen))
                .with("costs", column(taken, Taken::costFen))
                .with("hq", hq)
                .run();
    }

    /** The store bears what is left of the fen that head office's share cuts off. */
    private static long hqFen(Taken taken) {
        return taken.costFen() * taken.candidate().terms().bearers().hqPercent() / 100;
    }

    private static <S, T> List<T> column(List<S> all, Function<S, T> value) {
        return all.stream().map(value).toList();
    }

    private Uni<Void> lines(UUID redemption, Basket basket, Priced priced) {
        List<NewLine> lines = new ArrayList<>(IntStream.range(0, basket.lines().size())
                .mapToObj(i -> line(basket.lines().get(i), priced.lineDiscounts()[i], priced.givesIn(i)))
                .toList());
        if (basket.freightFen() > 0) {
            lines.add(new NewLine(Basket.FREIGHT, "", "", 1, basket.freightFen(), priced.freightDiscountFen(), true));
        }
        lines.addAll(handedOut(priced.taken()));
        return lines.isEmpty()
                ? Uni.createFrom().voidItem()
                : insert(redemption, lines).replaceWithVoid();
    }

    /** What costs nothing from the beginning need not come back, unless a coupon gives it. */
    private static NewLine line(Basket.Line line, long discount, boolean isGift) {
        return new NewLine(
                line.line(),
                line.sku(),
                "",
                line.quantity(),
                line.amountFen(),
                discount,
                line.amountFen() > 0 || isGift);
    }

    /** Gifts beside the basket are goods as well: each has a line that must come back. */
    private static List<NewLine> handedOut(List<Taken> taken) {
        return IntStream.range(0, taken.size())
                .filter(i -> taken.get(i).isHandedOut())
                .mapToObj(i -> handedOut(taken.get(i), Basket.GIFT + (i + 1)))
                .toList();
    }

    private static NewLine handedOut(Taken taken, String line) {
        Terms.Gift gift = taken.candidate().terms().gift();
        String sku = gift == null || gift.sku() == null ? "" : gift.sku();
        return new NewLine(line, sku, Objects.requireNonNull(taken.beside()), 1, 0, 0, true);
    }

    private Uni<Integer> insert(UUID redemption, List<NewLine> lines) {
        return database.sql("""
                        insert into coupon_redemption_line (redemption_id, line, number, sku, gift_name, quantity,
                          amount_fen, discount_fen, refunded_fen, pieces_back, returned)
                        select :redemption, line, number, nullif(sku, ''), nullif(gift, ''), quantity, amount, discount,
                          0, 0, must = 0
                        from unnest(cast(:lines as text[]), cast(:skus as text[]), cast(:gifts as text[]),
                          cast(:quantities as integer[]), cast(:amounts as bigint[]), cast(:discounts as bigint[]),
                          cast(:musts as integer[]))
                          with ordinality as bought(line, sku, gift, quantity, amount, discount, must, number)""")
                .with("redemption", redemption)
                .with("lines", column(lines, NewLine::line))
                .with("skus", column(lines, NewLine::sku))
                .with("gifts", column(lines, NewLine::gift))
                .with("quantities", column(lines, NewLine::quantity))
                .with("amounts", column(lines, NewLine::amountFen))
                .with("discounts", column(lines, NewLine::discountFen))
                .with("musts", column(lines, line -> line.mustReturn() ? 1 : 0))
                .run();
    }

    Uni<Void> redeemed(UUID redemption) {
        return database.sql("""
                        update coupon_redemption set state = 'REDEEMED', redeemed_at = :now where id = :id""")
                .with("now", clock.instant())
                .with("id", redemption)
                .run()
                .replaceWithVoid();
    }

    Uni<List<UUID>> couponsOf(UUID redemption) {
        return database.sql("select coupon_id from coupon_use where redemption_id = :id order by coupon_id")
                .with("id", redemption)
                .list(row -> row.uuid(0));
    }

    Uni<Page<CounterLine>> atCounter(UUID store, Instant since, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select r.id, r.made_at, r.state, r.discount_fen, r.staff_id,
                          (select string_agg(t.name, '、' order by u.number) from coupon_use u
                            join coupon_template t on t.id = u.template_id where u.redemption_id = r.id)
                        from coupon_redemption r
                        where r.channel = 'STORE' and r.store_id = :store and r.made_at >= :since
                          and (r.made_at, r.id) < (:at, :id)
                        order by r.made_at desc, r.id desc limit :size""")
                .with("store", store)
                .with("since", since)
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(row -> new CounterLine(
                        row.uuid(0),
                        row.instant(1),
                        Redemption.State.valueOf(row.text(2)),
                        row.number(3),
                        row.uuidOrNull(4),
                        row.text(5)))
                .map(lines -> Page.of(lines, size, line -> Cursor.at(line.at(), line.id())));
    }

    Uni<RedemptionView> view(Redemption row) {
        return database.sql("""
                        select coupon_id, discount_fen, hq_fen, store_fen from coupon_use where redemption_id = :id
                        order by number""")
                .with("id", row.id())
                .list(use -> new UseRow(use.uuid(0), use.number(1), use.number(2), use.number(3)))
                .chain(uses -> coupons.find(column(uses, UseRow::coupon)).map(held -> named(uses, held)))
                .chain(uses -> lines(row.id()).map(lines -> view(row, uses, lines)));
    }

    private List<UseView> named(List<UseRow> uses, List<HeldCoupon> held) {
        Map<UUID, HeldCoupon> byId = held.stream().collect(Collectors.toMap(HeldCoupon::id, Function.identity()));
        List<UseView> views = new ArrayList<>();
        for (UseRow use : uses) {
            HeldCoupon coupon = byId.get(use.coupon());
            if (coupon != null) {
                views.add(named(use, coupon));
            }
        }
        return List.copyOf(views);
    }

    private UseView named(UseRow use, HeldCoupon coupon) {
        Terms.Gift gift = coupon.terms().gift();
        return new UseView(
                use.coupon(),
                coupon.name(),
                CouponView.of(coupon, clock.instant()).summary(),
                use.discountFen(),
                gift == null ? null : gift.name(),
                use.hqFen(),
                use.storeFen());
    }

    private Uni<List<LineView>> lines(UUID redemption) {
        return database.sql("""
                        select line, sku, gift_name, quantity, amount_fen, discount_fen, refunded_fen, pieces_back
                        from coupon_redemption_line where redemption_id = :id order by number""").with("id", redemption).list(RedemptionRows::lineView);
    }

    private static LineView lineView(Row row) {
        return new LineView(
                row.text(0),
                row.textOrNull(1),
                row.textOrNull(2),
                row.integer(3),
                row.number(4),
                row.number(5),
                row.number(4) - row.number(5),
                row.number(6),
                row.integer(7));
    }

    private RedemptionView view(Redemption row, List<UseView> uses, List<LineView> lines) {
        return new RedemptionView(
                row.id(),
                row.reference(),
                row.channel(),
                row.at(clock.instant()),
                row.store(),
                row.grossFen(),
                row.discountFen(),
                row.grossFen() - row.discountFen(),
                row.madeAt(),
                row.reservedUntil(),
                row.redeemedAt(),
                uses,
                lines);
    }
}
