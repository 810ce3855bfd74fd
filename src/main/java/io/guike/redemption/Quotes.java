package io.guike.redemption;

import io.guike.coupon.CouponView;
import io.guike.coupon.Coupons;
import io.guike.coupon.HeldCoupon;
import io.guike.coupon.Terms;
import io.guike.platform.Database;
import io.guike.redemption.Pricing.Priced;
import io.guike.redemption.Pricing.Taken;
import io.guike.redemption.QuoteView.CouponQuote;
import io.guike.redemption.QuoteView.LineQuote;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells which coupons apply, why others do not, and which together are worth most. Changes and promises nothing. */
@ApplicationScoped
public class Quotes {

    @Inject
    Database database;

    @Inject
    Coupons coupons;

    @Inject
    Clock clock;

    private record Judged(Candidate candidate, @Nullable Refusal refusal, Priced priced) {

        boolean applies() {
            return refusal == null;
        }
    }

    /**
     * Of all that a person holds.
     *
     * @param person the living person
     * @throws io.guike.platform.Problem {@code redemption.basket-invalid}
     */
    public Uni<QuoteView> of(UUID person, Basket basket, Occasion occasion) {
        basket.mustBeSound();
        return coupons.usable(person).chain(held -> of(held, basket, occasion));
    }

    private Uni<QuoteView> of(List<HeldCoupon> held, Basket basket, Occasion occasion) {
        return budgetLeft(held)
                .map(left -> view(
                        basket,
                        held.stream()
                                .map(coupon -> judge(new Candidate(coupon), basket, occasion, left))
                                .toList(),
                        left));
    }

    /** Of one coupon. */
    public Uni<CouponQuote> of(HeldCoupon coupon, Basket basket, Occasion occasion) {
        basket.mustBeSound();
        return budgetLeft(List.of(coupon)).map(left -> quote(judge(new Candidate(coupon), basket, occasion, left)));
    }

    private Uni<Map<UUID, Long>> budgetLeft(Collection<HeldCoupon> held) {
        List<UUID> templates =
                held.stream().map(HeldCoupon::template).distinct().toList();
        return templates.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : database.sql("""
                        select template_id, budget_fen - used_fen from coupon_stock
                        where template_id in (:templates) and budget_fen is not null""")
                        .with("templates", templates)
                        .list(row -> Map.entry(row.uuid(0), row.number(1)))
                        .map(rows -> rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Judged judge(Candidate candidate, Basket basket, Occasion occasion, Map<UUID, Long> budgetLeft) {
        Refusal refusal = candidate.refusal(occasion, basket);
        Priced priced = Pricing.of(basket, refusal == null ? List.of(candidate) : List.of());
        if (refusal == null && !priced.allCount()) {
            refusal = Refusal.NOTHING_LEFT;
        }
        Long left = budgetLeft.get(candidate.coupon().template());
        if (refusal == null && left != null && priced.worthFen() > left) {
            refusal = Refusal.BUDGET_USED_UP;
        }
        return new Judged(candidate, refusal, priced);
    }

    private QuoteView view(Basket basket, List<Judged> all, Map<UUID, Long> budgetLeft) {
        List<Candidate> applicable =
                all.stream().filter(Judged::applies).map(Judged::candidate).toList();
        Priced best = Pricing.of(basket, BestSet.of(basket, applicable, budgetLeft));
        List<CouponQuote> quotes = all.stream()
                .sorted(Comparator.comparing((Judged one) -> !one.applies())
                        .thenComparing(one -> -one.priced().worthFen()))
                .map(this::quote)
                .toList();
        long gross = basket.grossFen();
        long discount = best.discountFen();
        return new QuoteView(
                quotes,
                best.taken().stream()
                        .map(taken -> taken.candidate().coupon().id())
                        .toList(),
                gross,
                discount,
                gross - discount,
                lines(basket, best));
    }

    private CouponQuote quote(Judged judged) {
        Refusal refusal = judged.refusal();
        Taken taken = judged.applies() ? judged.priced().taken().get(0) : null;
        Terms.Gift gift = judged.candidate().terms().gift();
        return new CouponQuote(
                CouponView.of(judged.candidate().coupon(), clock.instant()),
                judged.applies(),
                refusal,
                refusal == null ? null : refusal.zh(),
                taken == null ? 0 : taken.discountFen(),
                taken == null || gift == null ? null : gift.name());
    }

    private static List<LineQuote> lines(Basket basket, Priced priced) {
        List<LineQuote> lines = new ArrayList<>();
        for (int i = 0; i < basket.lines().size(); i++) {
            Basket.Line line = basket.lines().get(i);
            lines.add(line(line.line(), line.amountFen(), priced.lineDiscounts()[i]));
        }
        if (basket.freightFen() > 0) {
            lines.add(line(Basket.FREIGHT, basket.freightFen(), priced.freightDiscountFen()));
        }
        return List.copyOf(lines);
    }

    private static LineQuote line(String name, long amount, long discount) {
        return new LineQuote(name, amount, discount, amount - discount);
    }
}
