package io.guike.reward;

import io.guike.access.AuditLog;
import io.guike.member.Belongings;
import io.guike.member.ErasePart;
import io.guike.member.ExportPart;
import io.guike.member.MergePart;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.selves.Mark;
import io.guike.selves.MarkPart;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What becomes of orders when people are merged, parted or erased, and what a person may know of them. */
@ApplicationScoped
class RewardData implements MergePart, ErasePart, MarkPart, ExportPart {

    private static final String EARLIER = "reward:";
    private static final Duration REST = Duration.ofDays(30);

    /** As many as one statement reads with ease. */
    private static final int PAGE = 1_000;

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    @Override
    public List<Belongings> belongings() {
        return List.of(Belongings.in("reward_order"));
    }

    /** What the audit log calls an order. */
    static String subject(UUID order) {
        return "reward-order:" + order;
    }

    /**
     * Goods that wait go back on the shelf; the points stay spent in a ledger that is nobody's any more. What staff wrote
     * when they cancelled goes.
     */
    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return withhold(person)
                .chain(() -> database.sql("""
                                with ended as (
                                  update reward_order set state = 'CANCELLED', ended_at = :now, ended_by = 'system',
                                    reason = '顾客已注销'
                                  where person_id = :person and state = 'WAITING' returning reward_id),
                                back as (select reward_id, count(*) as n from ended group by reward_id),
                                shelf as (
                                  select r.id, back.n from reward r join back on back.reward_id = r.id
                                  order by r.id for update of r)
                                update reward r set taken = r.taken - shelf.n from shelf where r.id = shelf.id""")
                        .with("now", clock.instant())
                        .with("person", person)
                        .run())
                .replaceWithVoid();
    }

    /** Of an earlier self's orders for a reward. */
    static String earlier(UUID reward) {
        return EARLIER + reward;
    }

    /** What waits is given back, so that it counts no more. */
    @Override
    public Uni<List<Mark>> marks(UUID person) {
        return database.sql("""
                        select o.reward_id, count(*) from reward_order o join reward r on r.id = o.reward_id
                        where o.person_id = :person and o.state = 'DONE' and r.per_person is not null
                        group by o.reward_id""")
                .with("person", person)
                .list(row -> new Mark(earlier(row.uuid(0)), row.number(1), null));
    }

    /** What is over may be prolonged by head office for a while. */
    @Override
    public Uni<List<String>> over(Collection<String> subjects) {
        return database.sql("""
                        select s.subject from unnest(cast(:subjects as text[])) as s(subject)
                          join reward r on s.subject = :prefix || r.id
                        where r.closes_at <= :past""")
                .with("subjects", List.copyOf(subjects))
                .with("prefix", EARLIER)
                .with("past", clock.instant().minus(REST))
                .list(row -> row.text(0));
    }

    private Uni<Void> withhold(UUID person) {
        return database.sql("""
                        update reward_order set reason = :withheld
                        where person_id = :person and reason is not null and ended_by like 'staff:%' returning id""")
                .with("withheld", WITHHELD)
                .with("person", person)
                .list(row -> subject(row.uuid(0)))
                .chain(subjects -> audit.withhold(subjects, WITHHELD));
    }

    @Override
    public String section() {
        return "rewards";
    }

    @Override
    public Uni<List<OrderView>> export(UUID person) {
        return export(person, PAGE);
    }

    /** All of them, the newest first, however many. */
    Uni<List<OrderView>> export(UUID person, int page) {
        Reading reading = new Reading();
        return Database.whileMore(() -> next(person, reading, page)).map(done -> List.copyOf(reading.orders));
    }

    /** What was read so far, and where it ends. */
    private static final class Reading {
        private final List<OrderView> orders = new ArrayList<>();
        private Cursor last = Cursor.newest();

        void add(OrderRows.Order order, Instant now) {
            orders.add(OrderView.of(order, null, now));
            last = Cursor.at(order.at(), order.id());
        }
    }

    /** @return whether there may be more */
    private Uni<Boolean> next(UUID person, Reading reading, int page) {
        return database.sql("select " + OrderRows.COLUMNS + " from reward_order o where o.person_id = :person"
                        + " and (o.at, o.id) < (:at, :id) order by o.at desc, o.id desc limit :page")
                .with("person", person)
                .with("at", reading.last.time())
                .with("id", reading.last.id())
                .with("page", page)
                .list(OrderRows::order)
                .invoke(found -> found.forEach(order -> reading.add(order, clock.instant())))
                .map(found -> found.size() == page);
    }
}
