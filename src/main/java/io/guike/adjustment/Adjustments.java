package io.guike.adjustment;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.adjustment.AdjustmentView.State;
import io.guike.member.Members;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Settings;
import io.guike.points.Earning;
import io.guike.points.Expiry;
import io.guike.points.Points;
import io.guike.points.PostingView;
import io.guike.points.Spending;
import io.guike.work.Idempotency.PersonalAnswer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Head office gives and takes points, above a limit with four eyes. */
@ApplicationScoped
class Adjustments {

    private static final String REASON = "ADJUSTMENT";
    private static final String TEXT = "总部调整";

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Points points;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /** What is looked back at: a limit by the day would be new at every midnight. */
    private static final Duration SPAN = Duration.ofHours(24);

    /** Points that a person may be adjusted by within 24 hours with two eyes only. */
    @ConfigProperty(name = "guike.points.four-eyes", defaultValue = "10000")
    long limit;

    /**
     * Points that one member of head office may adjust within 24 hours with two eyes only, over all people; 0 for any number. As
     * many as for one person, because people can be merged afterwards.
     */
    @ConfigProperty(name = "guike.points.four-eyes-asker", defaultValue = "10000")
    long askersLimit;

    void start(@Observes StartupEvent event) {
        Settings.mustLieBetween("guike.points.four-eyes", limit, 0, Long.MAX_VALUE);
        Settings.mustLieBetween("guike.points.four-eyes-asker", askersLimit, 0, Long.MAX_VALUE);
    }

    /** @param points negative to take them */
    record Wish(UUID person, long points, Expiry expiry, String reason) {}

    /** A waiting one, locked. */
    private record Waiting(AdjustmentView view, UUID origin, String askedBy) {}

    /** @throws io.guike.platform.Problem {@code member.unknown}, {@code member.erased}, {@code points.insufficient} */
    Uni<PersonalAnswer> ask(Wish wish, Caller by) {
        UUID id = Ids.next();
        return database.tx(() -> members.hold(wish.person())
                .chain(person -> needsFourEyes(person.id(), wish.points(), by)
                        .chain(fourEyes -> fourEyes
                                ? asked(id, person.id(), wish, by, null)
                                : post(id, person.id(), wish.points(), wish.expiry(), by)
                                        .chain(posting -> asked(id, person.id(), wish, by, posting.id())))));
    }

    private Uni<PersonalAnswer> asked(UUID id, UUID person, Wish wish, Caller by, @Nullable UUID posting) {
        Uni<Void> noted = note(by, "points.adjust", id, Map.of("points", wish.points(), "person", wish.person()));
        return database.together(insert(id, person, wish, by, posting), database.together(noted, told(id)));
    }

    /** Nobody gives themselves points, however few, nor does one colleague to another. */
    private Uni<Boolean> needsFourEyes(UUID person, long more, Caller by) {
        return members.staffOf(person)
                .chain(staff -> staff != null
                        ? Uni.createFrom().item(true)
                        : lately("person_id = :who", person).map(done -> done + Math.abs(more) > limit))
                .chain(needed -> needed || askersLimit == 0 ? Uni.createFrom().item(needed) : isTooMuchFor(by, more));
    }

    /** One after the other, or many at once would each find that nothing has been done yet. */
    private Uni<Boolean> isTooMuchFor(Caller by, long more) {
        return database.together(database.lock("points.adjust " + by.tag()), lately("asked_by = :who", by.tag()))
                .map(done -> done + Math.abs(more) > askersLimit);
    }

    /** To and fro, of what nobody else looked at. */
    private Uni<Long> lately(String whose, Object who) {
        return database.sql("""
                        select cast(coalesce(sum(abs(points)), 0) as bigint) from points_adjustment
                        where asked_at > :since and state = 'POSTED' and not four_eyes and\s""" + whose)
                .with("since", clock.instant().minus(SPAN))
                .with("who", who)
                .one(row -> row.number(0));
    }

    private Uni<PostingView> post(UUID id, UUID origin, long some, Expiry expiry, Caller by) {
        String source = id.toString();
        return some > 0
                ? points.earn(new Earning(origin, REASON, source, some, expiry, by.tag(), null, null, TEXT, null))
                : points.spend(new Spending(origin, REASON, source, -some, by.tag(), null, TEXT));
    }

    private Uni<Integer> insert(UUID id, UUID person, Wish wish, Caller by, @Nullable UUID posting) {
        return database.sql("""
                        insert into points_adjustment (id, origin_id, person_id, points, expiry, reason, four_eyes, state,
                          asked_by, asked_name, asked_at, posting_id)
                        values (:id, :person, :person, :points, :expiry, :reason, :fourEyes, :state, :by, :name, :now,
                          :posting)""")
                .with("id", id)
                .with("person", person)
                .with("points", wish.points())
                .with("expiry", wish.expiry().text())
                .with("reason", wish.reason())
                .with("fourEyes", posting == null)
                .with("state", posting == null ? State.WAITING.name() : State.POSTED.name())
                .with("by", by.tag())
                .with("name", by.name())
                .with("now", clock.instant())
                .with("posting", posting)
                .run();
    }

    /** As it stands now, for the answer: what staff wrote of somebody goes with them. */
    private Uni<PersonalAnswer> told(UUID id) {
        return database.sql(AdjustmentView.SELECT + "where id = :id")
                .with("id", id)
                .one(row -> {
                    AdjustmentView view = AdjustmentView.of(row);
                    return new PersonalAnswer(view, Set.copyOf(List.of(view.personId(), row.uuid(13))));
                });
    }

    /**
     * @throws io.guike.platform.Problem {@code adjustment.unknown}, {@code adjustment.decided}, {@code adjustment.own},
     *     {@code adjustment.own-points}, {@code points.insufficient}
     */
    Uni<PersonalAnswer> approve(UUID id, Caller by) {
        return database.tx(() -> waiting(id)
                .call(waiting -> mustBeSomebodyElse(waiting, by))
                .chain(waiting -> post(
                        id,
                        waiting.origin(),
                        waiting.view().points(),
                        Expiry.parse(waiting.view().expiry()),
                        by))
                .chain(posting -> decide(id, State.POSTED, posting.id(), null, by))
                .chain(() -> note(by, "points.adjust-approve", id, Map.of()))
                .chain(() -> told(id)));
    }

    /** Than who asked, and than whose points they are. */
    private Uni<Void> mustBeSomebodyElse(Waiting waiting, Caller by) {
        if (waiting.askedBy().equals(by.tag())) {
            throw AdjustmentProblem.OWN.problem();
        }
        return members.isBehind(waiting.view().personId(), by.id())
                .invoke(own -> {
                    if (own) {
                        throw AdjustmentProblem.OWN_POINTS.problem();
                    }
                })
                .replaceWithVoid();
    }

    /** @throws io.guike.platform.Problem {@code adjustment.unknown}, {@code adjustment.decided} */
    Uni<PersonalAnswer> reject(UUID id, String reason, Caller by) {
        return database.tx(() -> waiting(id)
                .chain(waiting -> decide(id, State.REJECTED, null, reason, by))
                .chain(() -> note(by, "points.adjust-reject", id, Map.of()))
                .chain(() -> told(id)));
    }

    /** The person is held before the row: that is the order of everybody else. */
    private Uni<Waiting> waiting(UUID id) {
        return database.sql("select origin_id from points_adjustment where id = :id")
                .with("id", id)
                .first(row -> row.uuid(0))
                .onItem()
                .ifNull()
                .failWith(AdjustmentProblem.UNKNOWN::problem)
                .chain(members::hold)
                .chain(person -> database.sql(AdjustmentView.SELECT + "where id = :id for update")
                        .with("id", id)
                        .one(row -> new Waiting(AdjustmentView.of(row), row.uuid(13), row.text(14))))
                .invoke(found -> {
                    if (found.view().state() != State.WAITING) {
                        throw AdjustmentProblem.DECIDED.problem();
                    }
                });
    }

    private Uni<Integer> decide(UUID id, State state, @Nullable UUID posting, @Nullable String reason, Caller by) {
        return database.sql("""
                        update points_adjustment set state = :state, posting_id = :posting, decision_reason = :reason,
                          decided_by = :by, decided_name = :name, decided_at = :now
                        where id = :id""")
                .with("state", state.name())
                .with("posting", posting)
                .with("reason", reason)
                .with("by", by.tag())
                .with("name", by.name())
                .with("now", clock.instant())
                .with("id", id)
                .run();
    }

    private Uni<Void> note(Caller by, String action, UUID id, Map<String, ?> detail) {
        return audit.record(by, action, "adjustment:" + id, detail);
    }

    /** Newest first. @param waiting only those that wait */
    Uni<Page<AdjustmentView>> list(boolean waiting, @Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(AdjustmentView.SELECT + "where (asked_at, id) < (:at, :id)"
                        + (waiting ? " and state = 'WAITING'" : "") + " order by asked_at desc, id desc limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(AdjustmentView::of)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.askedAt(), row.id())));
    }
}
