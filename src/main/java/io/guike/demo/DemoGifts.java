package io.guike.demo;

import io.guike.access.Caller;
import io.guike.coupon.Offer;
import io.guike.coupon.OfferedTemplate.State;
import io.guike.coupon.Terms;
import io.guike.coupon.Terms.Kind;
import io.guike.coupon.Validity;
import io.guike.coupontemplate.TemplateEditing;
import io.guike.coupontemplate.TemplateView;
import io.guike.grant.Occasions;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the demo chain gives: a tasting to whoever becomes a member, and a coupon that anybody may claim. */
@ApplicationScoped
class DemoGifts {

    @Inject
    Database database;

    @Inject
    TemplateEditing templates;

    @Inject
    Occasions occasions;

    Uni<Void> lay() {
        return database.tx(() -> open("新会员品鉴券", tasting(), offer(null, false))
                .chain(tasting -> occasions.replace(Caller.SYSTEM, List.of(tasting.id()), List.of()))
                .chain(() -> open("满100减20", twentyOff(), offer(10_000L, true)))
                .replaceWithVoid());
    }

    private Uni<TemplateView> open(String name, Terms terms, Offer offer) {
        return templates
                .create(Caller.SYSTEM, name, terms, offer)
                .chain(made -> templates.turn(Caller.SYSTEM, made.id(), State.OPEN));
    }

    private static Offer offer(@Nullable Long stock, boolean claimable) {
        return new Offer(stock, 1, null, Offer.Audience.EVERYONE, null, null, claimable, claimable, null);
    }

    private static Terms tasting() {
        return terms(Kind.GIFT, 0, 0, new Terms.Gift("桂花乌龙一杯", null, 1_800), "到店出示，当面品鉴");
    }

    private static Terms twentyOff() {
        return terms(Kind.AMOUNT, 2_000, 10_000, null, null);
    }

    private static Terms terms(
            Kind kind, long amountFen, long thresholdFen, Terms.@Nullable Gift gift, @Nullable String note) {
        return new Terms(
                kind,
                amountFen,
                0,
                null,
                gift,
                thresholdFen,
                Validity.days(30, 0),
                Terms.Hours.ALWAYS,
                Terms.Stores.ALL,
                Terms.Products.ALL,
                Set.of(),
                null,
                true,
                Terms.Bearers.HQ,
                note);
    }
}
