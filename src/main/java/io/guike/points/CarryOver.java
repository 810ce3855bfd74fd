package io.guike.points;

import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.platform.Database;
import io.guike.roster.CarriedPoints;
import io.guike.roster.CarriedPoints.Card;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Posts the points of old cards, once a card number, in the transaction that claims the card. Claiming a card is always a
 * merge with the person who was made for it.
 */
@ApplicationScoped
class CarryOver implements MergePart {

    private static final Logger LOG = Logger.getLogger(CarryOver.class);

    private static final int PAGE = 1_000;

    @Inject
    Database database;

    @Inject
    Points points;

    @Inject
    CarriedPoints cards;

    /** How long they live, as {@link Expiry#text()}. */
    @ConfigProperty(name = "guike.points.carry-over", defaultValue = "NEVER")
    String expiry;

    /** Not only when a card is claimed: then it would be the binding that breaks. */
    void start(@Observes StartupEvent event) {
        try {
            Expiry.parse(expiry);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("guike.points.carry-over is no expiry: " + expiry, e);
        }
    }

    @Override
    public Uni<Void> merged(Merge merge) {
        return cards.of(merge.survivor())
                .chain(this::unposted)
                .chain(claimed -> Database.each(claimed, card -> post(merge.survivor(), card)));
    }

    private Uni<PostingView> post(UUID person, Card card) {
        return points.earn(
                person,
                new Earning(
                        card.origin(),
                        "CARRY_OVER",
                        card.origin().toString(),
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

        boolean isBefore(CarriedPoints.Part part) {
            String last = part.last();
            number = last == null ? number : last;
            return last != null;
        }
    }

    /** Cards that were claimed before there was a ledger; a page a look, and a transaction for each that is missing. */
    Uni<Void> catchUp() {
        Position position = new Position();
        return Database.whileMore(() -> cards.after(position.number, PAGE)
                .call(page -> postMissing(page.claimed()))
                .map(position::isBefore));
    }

    private Uni<Void> postMissing(List<Card> page) {
        return unposted(page).chain(missing -> Database.each(missing, this::postAlone));
    }

    /** A card was posted with what it had then; whatever a list says of it later, that stays. */
    private Uni<List<Card>> unposted(List<Card> claimed) {
        return claimed.isEmpty()
                ? Uni.createFrom().item(claimed)
                : missing(claimed.stream().map(Card::origin).toList())
                        .map(missing -> claimed.stream()
                                .filter(card -> missing.contains(card.origin()))
                                .toList());
    }

    /** A card is known by its origin: its number would lead from a receipt to somebody who was erased. */
    private Uni<Set<UUID>> missing(List<UUID> cards) {
        return database.sql("""
                        select card from unnest(cast(:cards as text[])) as these (card)
                        except select source from points_posting
                        where reason = 'CARRY_OVER' and source = any(cast(:cards as text[]))""")
                .with("cards", cards.stream().map(UUID::toString).toList())
                .list(row -> UUID.fromString(row.text(0)))
                .map(Set::copyOf);
    }

    /** One card that cannot be posted is tried again at the next midnight, and stands in nobody else's way. */
    private Uni<PostingView> postAlone(Card card) {
        return post(card.origin(), card)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf(failure, "The points of the card of %s could not be posted", card.origin()))
                .onFailure()
                .recoverWithNull();
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
