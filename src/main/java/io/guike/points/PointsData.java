package io.guike.points;

import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.Merge;
import io.guike.member.MergePart;
import io.guike.membership.CardPart;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What becomes of points when people are merged, parted or erased, and what a person and their card show of them. */
@ApplicationScoped
@Priority(PointsData.BEFORE_CARRYING_OVER)
class PointsData implements MergePart, ErasePart, ExportPart, CardPart {

    /** What is carried over at a merge comes to the accounts of the survivor. */
    static final int BEFORE_CARRYING_OVER = 5;

    private static final int MOST_EXPORTED = 10_000;

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

    record Export(BalanceView now, List<Line> entries) {}

    record Line(Instant at, String text, long points) {}

    @Override
    public Uni<Void> merged(Merge merge) {
        return database.sql("""
                        with pending as (
                          update points_pending set person_id = :survivor where person_id = :loser),
                        hold as (
                          update points_hold set person_id = :survivor where person_id = :loser)
                        update points_account set person_id = :survivor where person_id = :loser""")
                .with("survivor", merge.survivor())
                .with("loser", merge.loser())
                .run()
                .replaceWithVoid();
    }

    /** A hold that reaches into the accounts of both ends here: nobody may spend what is the other's. */
    @Override
    public Uni<Void> parted(Merge merge) {
        return database.sql("""
                        with pending as (
                          update points_pending set person_id = :loser where origin_id in (:origins)),
                        hold as (
                          update points_hold set person_id = :loser where origin_id in (:origins))
                        update points_account set person_id = :loser where origin_id in (:origins)""")
                .with("loser", merge.loser())
                .with("origins", List.copyOf(merge.origins()))
                .run()
                .chain(() -> lapses.voidStraddling(List.of(merge.survivor(), merge.loser()), clock.instant()))
                .chain(() -> Database.each(List.of(merge.survivor(), merge.loser()), ledger::settle));
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
                .chain(now -> database.sql("""
                                select p.at, p.text, cast(sum(e.amount) as bigint)
                                from points_account a join points_entry e on e.origin_id = a.origin_id
                                  join points_posting p on p.id = e.posting_id
                                where a.person_id = :person group by p.id order by p.at desc, p.id desc limit :most""")
                        .with("person", person)
                        .with("most", MOST_EXPORTED)
                        .list(row -> new Line(row.instant(0), row.text(1), row.number(2)))
                        .map(lines -> new Export(now, lines)));
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
