package io.guike.points;

import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Row;
import io.guike.points.PendingView.State;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Points that are promised until something is certain: then they are earned, or void. */
@ApplicationScoped
class Pendings {

    @Inject
    Database database;

    @Inject
    Ledger ledger;

    @Inject
    Earnings earnings;

    @Inject
    Explanations explanations;

    private static final String COLUMNS = """
            id, reason, source, person_id, points, state, posting_id, origin_id, expiry, actor, store_id, staff_id, text,
            explanation, promised""";

    private record Pending(PendingView view, UUID origin, long promised, Earning earning) {}

    private Pending pending(Row row) {
        PendingView view = new PendingView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.uuid(3),
                row.number(4),
                State.valueOf(row.text(5)),
                row.uuidOrNull(6));
        Earning earning = new Earning(
                row.uuid(7),
                view.reason(),
                view.source(),
                Math.max(1, view.points()),
                Expiry.parse(row.text(8)),
                row.text(9),
                row.uuidOrNull(10),
                row.uuidOrNull(11),
                row.text(12),
                explanations.occasion(row.textOrNull(13)));
        return new Pending(view, row.uuid(7), row.number(14), earning);
    }

    Uni<PendingView> pend(UUID part, Earning earning) {
        return database.tx(() -> ledger.open(part, earning.reason(), earning.source())
                .call(opened -> opened.earlier() == null
                        ? insert(earning, opened.wallet())
                        : Uni.createFrom().item(0))
                .chain(opened -> look(earning.reason(), earning.source()).map(known -> same(known, earning, opened))));
    }

    /** The promise that has the key, where it is what is asked for now; there is none where it was earned without. */
    private static PendingView same(@Nullable Pending known, Earning earning, Ledger.Opened opened) {
        if (known == null
                || known.promised() != earning.points()
                || !known.view().personId().equals(opened.wallet().person())) {
            throw PointsProblem.SOURCE_REUSED.problem();
        }
        return known.view();
    }

    private Uni<Integer> insert(Earning earning, Wallet wallet) {
        return database.sql("""
                        insert into points_pending (id, reason, source, origin_id, person_id, promised, points, expiry,
                          actor, store_id, staff_id, text, explanation, state, at)
                        values (:id, :reason, :source, :origin, :person, :points, :points, :expiry, :actor, :store,
                          :staff, :text, :explanation, 'PENDING', :now)
                        on conflict (reason, source) do nothing""")
                .with("id", Ids.next())
                .with("reason", earning.reason())
                .with("source", earning.source())
                .with("origin", earning.origin())
                .with("person", wallet.person())
                .with("points", earning.points())
                .with("expiry", earning.expiry().text())
                .with("actor", earning.actor())
                .with("store", earning.storeId())
                .with("staff", earning.staffId())
                .with("text", earning.text())
                .with("explanation", Explanations.written(earning.occasion()))
                .with("now", wallet.now())
                .run();
    }

    private Uni<@Nullable Pending> look(String reason, String source) {
        return database.sql("select " + COLUMNS + " from points_pending where reason = :reason and source = :source")
                .with("reason", reason)
                .with("source", source)
                .first(this::pending);
    }

    private Uni<Pending> find(String reason, String source) {
        return look(reason, source).onItem().ifNull().failWith(PointsProblem.PENDING_UNKNOWN::problem);
    }

    /** What has ended stays so, also of somebody who erased themselves since and can no longer be held. */
    Uni<PostingView> activate(String reason, String source) {
        return database.tx(() -> find(reason, source).chain(seen -> switch (seen.view()
                .state()) {
            case VOID -> throw PointsProblem.PENDING_ENDED.problem();
            case ACTIVE -> ledger.posting(reason, source).map(Posting::view);
            case PENDING ->
                ledger.open(seen.origin(), reason, source)
                        .chain(opened -> find(reason, source).chain(held -> activate(held, opened)));
        }));
    }

    private Uni<PostingView> activate(Pending pending, Ledger.Opened opened) {
        if (pending.view().state() == State.VOID) {
            throw PointsProblem.PENDING_ENDED.problem();
        }
        return earnings.earn(pending.earning(), opened)
                .call(posting -> pending.view().state() == State.ACTIVE
                        ? Uni.createFrom().voidItem()
                        : end(pending, State.ACTIVE, posting.id(), opened.wallet()));
    }

    private Uni<Integer> end(Pending pending, State state, @Nullable UUID posting, Wallet wallet) {
        return database.sql(
                        "update points_pending set state = :state, ended_at = :now, posting_id = :posting where id = :id")
                .with("state", state.name())
                .with("now", wallet.now())
                .with("posting", posting)
                .with("id", pending.view().id())
                .run();
    }

    Uni<PendingView> voidPart(String reason, String source, @Nullable Long part) {
        if (part != null) {
            Amounts.mustBePositive(part);
        }
        return database.tx(() -> find(reason, source)
                .invoke(Pendings::mustNotBeActive)
                .chain(seen -> ledger.open(seen.origin(), "", "")
                        .chain(opened -> find(reason, source).chain(held -> voidPart(held, part, opened.wallet()))))
                .chain(() -> find(reason, source))
                .map(Pending::view));
    }

    /** Said before anybody is held: taking back holds more people, and in an order of its own. */
    private static void mustNotBeActive(Pending pending) {
        if (pending.view().state() == State.ACTIVE) {
            throw PointsProblem.PENDING_ENDED.problem();
        }
    }

    /** Void once more is void; what has become active can only be taken back. */
    private Uni<Integer> voidPart(Pending pending, @Nullable Long part, Wallet wallet) {
        PendingView view = pending.view();
        if (view.state() == State.ACTIVE || view.state() == State.VOID && part != null) {
            throw PointsProblem.PENDING_ENDED.problem();
        }
        if (view.state() == State.VOID) {
            return Uni.createFrom().item(0);
        }
        if (part != null && part > view.points()) {
            throw PointsProblem.TOO_MUCH_BACK.because("left: " + view.points());
        }
        return part == null || part == view.points()
                ? end(pending, State.VOID, null, wallet)
                : database.sql("update points_pending set points = points - :part where id = :id")
                        .with("part", part)
                        .with("id", view.id())
                        .run();
    }
}
