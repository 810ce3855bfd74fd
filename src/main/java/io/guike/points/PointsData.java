package io.guike.points;

import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.membership.CardPart;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What becomes of points when people are merged, parted or erased, and what a person and their card show of them. */
@ApplicationScoped
@Priority(PointsData.BEFORE_CARRYING_OVER)
class PointsData implements MergePart, ErasePart, ExportPart, CardPart {

    /** What is carried over at a merge comes to the accounts of the survivor. */
    static final int BEFORE_CARRYING_OVER = 5;

    /** As many as one statement reads with ease. */
    private static final int PAGE = 5_000;

    @Inject
    Database database;

    @Inject
    Balances balances;

    @Inject
    Lapses lapses;

    @Inject
    Ledger ledger;

    @Inject
    Clock clock;

    /** @param holds that are open, {@code promises} that wait; what became of the others stands among the entries */
    record Export(BalanceView now, List<Line> entries, List<HoldLine> holds, List<PromiseLine> promises) {}

    record HoldLine(Instant at, String text, long points, Instant expiresAt) {}

    record PromiseLine(Instant at, String text, long points) {}

    record Line(Instant at, String text, long points) {}

    private record Found(Line line, Cursor place) {}

    /** What was read so far, and where it ends. */
    private static final class Reading {
        private final List<Line> lines = new ArrayList<>();
        private Cursor last = Cursor.newest();

        void add(List<Found> page) {
            page.forEach(one -> {
                lines.add(one.line());
                last = one.place();
            });
        }
    }

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("points_pending"), Belongings.in("points_hold"), Belongings.in("points_account"));
    }

    /** What was over before happened to each of them alone. */
    @Override
    public Uni<Void> settle(Merge merge) {
        return lapses.settle(List.of(merge.survivor(), merge.loser()), ledger.now());
    }

    /** A hold that reaches into the accounts of both ends here: nobody may spend what is the other's. */
    @Override
    public Uni<Void> parted(Merge merge) {
        List<UUID> both = List.of(merge.survivor(), merge.loser());
        return lapses.voidStraddling(both, clock.instant()).chain(() -> Database.each(both, ledger::settle));
    }

    /** The ledger stays and leads nowhere; what is left is written off, so that nobody is owed it. */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        Instant now = clock.instant();
        return lapses.voidHolds(person, now)
                .chain(() -> lapses.writeOff(person, now))
                .chain(() -> database.sql("""
                                update points_pending set state = 'VOID', ended_at = :now
                                where person_id = :person and state = 'PENDING'""")
                        .with("person", person)
                        .with("now", now)
                        .run())
                .replaceWithVoid();
    }

    @Override
    public String section() {
        return "points";
    }

    @Override
    public Uni<Export> export(UUID person) {
        return balances.of(person)
                .chain(now -> lines(person, PAGE)
                        .chain(lines -> holds(person)
                                .chain(holds ->
                                        promises(person).map(promises -> new Export(now, lines, holds, promises)))));
    }

    private Uni<List<HoldLine>> holds(UUID person) {
        return database.sql("""
                        select at, text, points, expires_at from points_hold
                        where person_id = :person and state = 'OPEN' and expires_at > :now order by at, id""")
                .with("person", person)
                .with("now", clock.instant())
                .list(row -> new HoldLine(row.instant(0), row.text(1), row.number(2), row.instant(3)));
    }

    private Uni<List<PromiseLine>> promises(UUID person) {
        return database.sql("""
                        select at, text, points from points_pending
                        where person_id = :person and state = 'PENDING' order by at, id""")
                .with("person", person)
                .list(row -> new PromiseLine(row.instant(0), row.text(1), row.number(2)));
    }

    /** All of them, the newest first, however many. */
    Uni<List<Line>> lines(UUID person, int page) {
        Reading reading = new Reading();
        return Database.whileMore(() -> next(person, reading, page)).map(done -> List.copyOf(reading.lines));
    }

    /** What one posting did to several accounts is one line. @return whether there may be more */
    private Uni<Boolean> next(UUID person, Reading reading, int page) {
        return database.sql("""
                        with line as (
                          select e.posting_id, e.at, cast(sum(e.amount) as bigint) as points
                          from points_account a cross join lateral (
                            select posting_id, at, amount from points_entry
                            where origin_id = a.origin_id and at <= :at and (at, posting_id) < (:at, :id)
                            order by at desc limit :page) e
                          where a.person_id = :person
                          group by e.posting_id, e.at order by e.at desc, e.posting_id desc limit :page)
                        select line.at, line.posting_id, p.text, line.points
                        from line join points_posting p on p.id = line.posting_id
                        order by line.at desc, line.posting_id desc""")
                .with("at", reading.last.time())
                .with("id", reading.last.id())
                .with("page", page)
                .with("person", person)
                .list(row -> new Found(
                        new Line(row.instant(0), row.text(2), row.number(3)), Cursor.at(row.instant(0), row.uuid(1))))
                .invoke(reading::add)
                .map(found -> found.size() == page);
    }

    @Override
    public String name() {
        return "points";
    }

    @Override
    public Uni<Long> balance(UUID person) {
        return balances.available(person);
    }
}
