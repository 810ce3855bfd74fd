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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** Longer than any transaction lives that may have dated a card and not yet shown it. */
    private static final Duration LONGEST_IMPORT = Duration.ofHours(1);

    @Inject
    Database database;

    @Inject
    Points points;

    @Inject
    CarriedPoints cards;

    @Inject
    Clock clock;

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

    /** Where the next page begins, and whether any before had something to post. */
    private static final class Position {
        private String number = "";
        private boolean posted;

        boolean isBefore(CarriedPoints.Part part) {
            String last = part.last();
            number = last == null ? number : last;
            return last != null;
        }
    }

    /**
     * Cards that were claimed before there was a ledger, and those that a list gave points to after they were claimed: whoever
     * claims a card has its points at once. Once all were found posted, cards are walked over only where lists brought or
     * changed some since.
     */
    Uni<Void> catchUp() {
        Instant begun = clock.instant();
        return isThrough()
                .chain(through -> through
                        ? Uni.createFrom().voidItem()
                        : walk().chain(posted ->
                                posted ? Uni.createFrom().voidItem() : through(begun.minus(LONGEST_IMPORT))));
    }

    private Uni<Boolean> isThrough() {
        return database.sql("select since from points_carried_over")
                .first(row -> row.instant(0))
                .chain(since -> since == null
                        ? Uni.createFrom().item(false)
                        : cards.changedSince(since).map(changed -> !changed));
    }

    private Uni<Void> through(Instant since) {
        return database.sql("""
                        insert into points_carried_over (since) values (:since)
                        on conflict (single) do update set since = excluded.since""").with("since", since).run().replaceWithVoid();
    }

    /** A page a look, and a transaction for each that is missing. @return whether any was */
    private Uni<Boolean> walk() {
        Position position = new Position();
        return Database.whileMore(() -> cards.after(position.number, PAGE)
                        .call(page -> postMissing(page.claimed(), position))
                        .map(position::isBefore))
                .replaceWith(() -> position.posted);
    }

    private Uni<Void> postMissing(List<Card> page, Position position) {
        return unposted(page)
                .invoke(missing -> position.posted |= !missing.isEmpty())
                .chain(missing -> Database.each(missing, this::postAlone));
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
