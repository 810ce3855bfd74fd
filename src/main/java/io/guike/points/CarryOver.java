package io.guike.points;

import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.guike.roster.CarriedPoints;
import io.guike.roster.CarriedPoints.Card;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Posts the points of old cards, once a card number, in the transaction that claims the card. Claiming a card is always a
 * merge with the person who was made for it.
 */
@ApplicationScoped
class CarryOver implements MergePart {

    private static final int PAGE = 200;

    @Inject
    Database database;

    @Inject
    Points points;

    @Inject
    CarriedPoints cards;

    /** How long they live, as {@link Expiry#text()}. */
    @ConfigProperty(name = "guike.points.carry-over", defaultValue = "NEVER")
    String expiry;

    @Override
    public Uni<Void> merged(Merge merge) {
        return cards.of(merge.survivor())
                .chain(claimed -> Database.each(claimed, card -> post(merge.survivor(), card)));
    }

    /** What was posted stays with the card's own account, and goes with it. */
    @Override
    public Uni<Void> parted(Merge merge) {
        return Uni.createFrom().voidItem();
    }

    private Uni<PostingView> post(UUID person, Card card) {
        return points.earn(
                person,
                new Earning(
                        card.origin(),
                        "CARRY_OVER",
                        card.number(),
                        card.points(),
                        Expiry.parse(expiry),
                        Ledger.SYSTEM,
                        null,
                        null,
                        "老会员积分结转",
                        null));
    }

    /** Where the next page begins. */
    private static final class Position {
        private String number = "";
    }

    /** Cards that were claimed before there was a ledger; a card a transaction. */
    Uni<Void> catchUp() {
        Position position = new Position();
        return Database.whileMore(() -> cards.after(position.number, PAGE)
                .call(page -> Database.each(page, this::postIfMissing))
                .map(page -> {
                    page.forEach(card -> position.number = card.number());
                    return page.size() == PAGE;
                }));
    }

    private Uni<Void> postIfMissing(Card card) {
        return database.tx(() -> missing(card.number())
                .chain(missing -> missing
                        ? post(card.origin(), card).replaceWithVoid()
                        : Uni.createFrom().voidItem()));
    }

    private Uni<Boolean> missing(String number) {
        return database.sql("select 1 from points_posting where reason = 'CARRY_OVER' and source = :number")
                .with("number", number)
                .exists()
                .map(there -> !there);
    }

    /** Finds them at midnight. */
    @ApplicationScoped
    static class Midnight implements OutboxListener<DayHasPassed> {

        @Inject
        CarryOver carryOver;

        @Override
        public Class<DayHasPassed> event() {
            return DayHasPassed.class;
        }

        @Override
        public String name() {
            return "points.carry-over";
        }

        /** In transactions of its own. */
        @Override
        public boolean external() {
            return true;
        }

        @Override
        public Uni<Void> on(DayHasPassed day) {
            return carryOver.catchUp();
        }
    }
}
