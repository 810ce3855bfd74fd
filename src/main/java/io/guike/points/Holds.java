package io.guike.points;

import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Overtaken;
import io.guike.points.HoldView.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points that are set aside while something else is decided: authorized, then captured (also in part) or void, or lapsed
 * at their time. All calls join the caller's transaction and hold the living person first.
 */
@ApplicationScoped
public class Holds {

    @Inject
    Database database;

    @Inject
    Ledger ledger;

    @Inject
    Members members;

    @Inject
    Lapses lapses;

    @Inject
    Reversals reversals;

    /**
     * What is to be set aside.
     *
     * @param spending whose reason and source the capture is posted under; the same two are held once, until they are free
     *     again
     * @param expiresAt when it lapses unless it was captured or void before
     */
    public record Authorization(Spending spending, Instant expiresAt) {}

    /**
     * Sets points aside, those that lapse first at first. The same reason and source again: answers the hold while it is
     * open. After a void or a lapse they begin anew; after a capture they name what was paid, and nothing else any more.
     *
     * @throws io.guike.platform.Problem {@code points.insufficient} with how many are available; {@code
     *     points.source-reused} where the key stands for something else, or was captured
     */
    public Uni<HoldView> authorize(Authorization asked) {
        Spending spending = asked.spending();
        return database.tx(() -> standing(spending.reason(), spending.source())
                .chain(seen -> hold(spending, seen)
                        .chain(() -> ledger.open(spending.origin(), spending.reason(), spending.source()))
                        .chain(opened -> standing(spending.reason(), spending.source())
                                .chain(known -> authorize(asked, opened, seen, known)))));
    }

    /** Together with somebody else whose hold stands under the key: it may be over. */
    private Uni<Void> hold(Spending spending, @Nullable Hold seen) {
        UUID origin = spending.origin();
        return seen == null || seen.view().personId().equals(origin)
                ? Uni.createFrom().voidItem()
                : members.holdWith(origin, seen.view().personId()).replaceWithVoid();
    }

    private Uni<HoldView> authorize(
            Authorization asked, Ledger.Opened opened, @Nullable Hold seen, @Nullable Hold known) {
        if (known == null) {
            return begin(asked, opened);
        }
        if (known.isOver(opened.wallet().now())) {
            mustBeHeld(known, opened.wallet(), seen);
            return ledger.settle(known.view().personId()).chain(() -> begin(asked, opened));
        }
        mustBeSame(known, asked.spending(), opened.wallet());
        return Uni.createFrom().item(known.view());
    }

    private Uni<HoldView> begin(Authorization asked, Ledger.Opened opened) {
        if (opened.earlier() != null) {
            throw PointsProblem.SOURCE_REUSED.problem();
        }
        return open(asked, opened.wallet());
    }

    /** Somebody else as a rule, because what is due of one's own has lapsed by now: their key does not wait for the sweep. */
    private static void mustBeHeld(Hold over, Wallet wallet, @Nullable Hold seen) {
        UUID owner = over.view().personId();
        if (!owner.equals(wallet.person())
                && (seen == null || !owner.equals(seen.view().personId()))) {
            throw new Overtaken();
        }
    }

    private static void mustBeSame(Hold known, Spending spending, Wallet wallet) {
        HoldView view = known.view();
        if (view.state() != State.OPEN
                || view.points() != spending.points()
                || !view.personId().equals(wallet.person())
                || !Objects.equals(view.storeId(), spending.storeId())
                || !known.spending().actor().equals(spending.actor())) {
            throw PointsProblem.SOURCE_REUSED.problem();
        }
    }

    private Uni<@Nullable Hold> standing(String reason, String source) {
        return database.sql(Hold.SELECT + "reason = :reason and source = :source and state in ('OPEN', 'CAPTURED')")
                .with("reason", reason)
                .with("source", source)
                .first(Hold::of);
    }

    private Uni<HoldView> open(Authorization asked, Wallet wallet) {
        long points = asked.spending().points();
        Amounts.mustBeThere(points, wallet);
        return ledger.freeLots(wallet, points).chain(free -> {
            List<Lot> aside = Reversals.part(free, 0, points);
            Amounts.mustBeAll(points - aside.stream().mapToLong(Lot::points).sum());
            return insert(asked, wallet, aside);
        });
    }

    private Uni<HoldView> insert(Authorization asked, Wallet wallet, List<Lot> aside) {
        Spending spending = asked.spending();
        UUID id = Ids.next();
        Instant until = asked.expiresAt().truncatedTo(ChronoUnit.MICROS);
        return database.sql("""
                        with hold as (
                          insert into points_hold (id, reason, source, origin_id, person_id, points, state, actor, store_id,
                            text, at, expires_at)
                          values (:id, :reason, :source, :origin, :person, :points, 'OPEN', :actor, :store, :text, :now,
                            :until)),
                        aside as (
                          select lot, points, number from unnest(cast(:lots as uuid[]), cast(:amounts as bigint[]))
                            with ordinality as t (lot, points, number)),
                        lot as (
                          update points_lot l set held = l.held + aside.points from aside where l.id = aside.lot
                          returning l.origin_id, aside.points),
                        account as (
                          update points_account a set held = a.held + t.points
                          from (select origin_id, sum(points) as points from lot group by origin_id) t
                          where a.origin_id = t.origin_id)
                        insert into points_hold_lot (hold_id, number, lot_id, amount)
                        select :id, number, lot, points from aside""")
                .with("id", id)
                .with("reason", spending.reason())
                .with("source", spending.source())
                .with("origin", spending.origin())
                .with("person", wallet.person())
                .with("points", spending.points())
                .with("actor", spending.actor())
                .with("store", spending.storeId())
                .with("text", spending.text())
                .with("now", wallet.now())
                .with("until", until)
                .with("lots", aside.stream().map(Lot::id).toArray(UUID[]::new))
                .with("amounts", aside.stream().map(Lot::points).toArray(Long[]::new))
                .run()
                .onFailure(Database::isDuplicate)
                .transform(failure -> PointsProblem.SOURCE_REUSED.problem())
                .chain(() -> get(id))
                .map(Hold::view);
    }

    private Uni<Hold> get(UUID id) {
        return database.sql(Hold.SELECT + "id = :id")
                .with("id", id)
                .first(Hold::of)
                .onItem()
                .ifNull()
                .failWith(PointsProblem.HOLD_UNKNOWN::problem);
    }

    /** @throws io.guike.platform.Problem {@code points.hold-unknown} */
    public Uni<HoldView> find(UUID id) {
        return get(id).map(Hold::view);
    }

    /**
     * The hold that a reason and source name now; where none stands, the last that they named.
     *
     * @throws io.guike.platform.Problem {@code points.hold-unknown}
     */
    public Uni<HoldView> find(String reason, String source) {
        return database.sql(Hold.SELECT + """
                        reason = :reason and source = :source
                        order by state in ('OPEN', 'CAPTURED') desc, at desc, id desc limit 1""")
                .with("reason", reason)
                .with("source", source)
                .first(Hold::of)
                .onItem()
                .ifNull()
                .failWith(PointsProblem.HOLD_UNKNOWN::problem)
                .map(Hold::view);
    }

    /**
     * Spends what was set aside, or a part of it; the rest is free again. Also points that have lapsed since they were set
     * aside. Once more with the same number: answers the same.
     *
     * @param points 1 up to those held
     * @throws io.guike.platform.Problem {@code points.hold-unknown}, {@code points.hold-lapsed}, {@code
     *     points.hold-ended}, {@code points.too-much-back} for more than is held
     */
    public Uni<HoldView> capture(UUID id, long points) {
        Amounts.mustBePositive(points);
        return held(id, (hold, wallet) -> {
            if (hold.view().state() == State.CAPTURED
                    && Long.valueOf(points).equals(hold.view().captured())) {
                return Uni.createFrom().voidItem();
            }
            mustBeOpen(hold, wallet);
            if (points > hold.view().points()) {
                throw PointsProblem.TOO_MUCH_BACK.because("held: " + hold.view().points());
            }
            return lots(id).chain(lots -> capture(hold, points, wallet, lots));
        });
    }

    private interface Step {
        Uni<?> of(Hold hold, Wallet wallet);
    }

    private Uni<HoldView> held(UUID id, Step step) {
        return database.tx(() -> get(id).chain(seen -> ledger.open(
                        seen.origin(), seen.view().reason(), seen.view().source()))
                .chain(opened -> get(id).chain(hold -> step.of(hold, opened.wallet())))
                .chain(() -> get(id))
                .map(Hold::view));
    }

    private static void mustBeOpen(Hold hold, Wallet wallet) {
        if (hold.isOver(wallet.now())) {
            throw PointsProblem.HOLD_LAPSED.problem();
        }
        if (hold.view().state() != State.OPEN) {
            throw PointsProblem.HOLD_ENDED.problem();
        }
    }

    private Uni<List<Lot>> lots(UUID id) {
        return database.sql("""
                        select l.id, l.origin_id, l.earning_id, s.amount, l.expires_at
                        from points_hold_lot s join points_lot l on l.id = s.lot_id
                        where s.hold_id = :id order by s.number""").with("id", id).list(Lot::of);
    }

    private Uni<Void> capture(Hold hold, long points, Wallet wallet, List<Lot> aside) {
        Spending spending = hold.spending();
        Posting header = Posting.plain(
                Ids.next(),
                spending.reason(),
                spending.source(),
                wallet,
                spending.origin(),
                spending.actor(),
                spending.storeId(),
                null,
                spending.text(),
                null);
        Draft draft = new Draft(wallet);
        long rest = points;
        for (Lot lot : aside) {
            long spent = Math.min(rest, lot.points());
            draft.capture(lot, spent);
            rest -= spent;
        }
        return ledger.post(header, draft)
                .chain(posting -> captured(hold, points, posting))
                .chain(() ->
                        points == hold.view().points() ? Uni.createFrom().voidItem() : ledger.settle(wallet.person()));
    }

    private Uni<Integer> captured(Hold hold, long points, Posting posting) {
        return database.sql("""
                        update points_hold set state = 'CAPTURED', captured = :points, posting_id = :posting, ended_at = :at
                        where id = :id and state = 'OPEN'""")
                .with("points", points)
                .with("posting", posting.id())
                .with("at", posting.at())
                .with("id", hold.view().id())
                .run();
    }

    /**
     * Frees what was set aside. Once more, or after it has lapsed: answers what is.
     *
     * @throws io.guike.platform.Problem {@code points.hold-unknown}; {@code points.hold-ended} where it was captured
     */
    public Uni<HoldView> voidHold(UUID id) {
        return held(id, (hold, wallet) -> switch (hold.view().state()) {
            case CAPTURED -> throw PointsProblem.HOLD_ENDED.problem();
            case VOIDED, LAPSED -> Uni.createFrom().voidItem();
            case OPEN -> lapses.endHold(id, State.VOIDED, wallet.now()).chain(() -> ledger.settle(wallet.person()));
        });
    }

    /**
     * Refunds what a hold captured, in whole or in part, as {@link Points#giveBack} does.
     *
     * @param refundSource the business key of this refund
     * @throws io.guike.platform.Problem {@code points.hold-unknown}, {@code points.too-much-back}, {@code
     *     points.source-reused}; {@code points.posting-unknown} where nothing was captured
     */
    public Uni<PostingView> giveBack(UUID id, String refundSource, long points, String actor) {
        return get(id).chain(hold -> {
            UUID posting = hold.view().postingId();
            if (posting == null) {
                throw PointsProblem.POSTING_UNKNOWN.problem();
            }
            return reversals.giveBack(posting, refundSource, points, actor);
        });
    }
}
