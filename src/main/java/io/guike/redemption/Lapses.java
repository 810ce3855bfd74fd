package io.guike.redemption;

import io.guike.coupon.Budgets;
import io.guike.member.Members;
import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Ends reservations whose time is over; whoever needs a coupon that hangs in one does not wait for the sweep. */
@ApplicationScoped
public class Lapses {

    private static final Logger LOG = Logger.getLogger(Lapses.class);
    private static final int BATCH = 100;

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Budgets budgets;

    @Inject
    Ending ending;

    @Inject
    Clock clock;

    /**
     * Those that hold coupons. One may be the use of somebody else, who was one person with the owner once: its person is
     * not waited for, as the order of locks demands, and leaves it to the sweep where others hold them.
     */
    private static final String DUE = """
            with due as (
              select id, person_id from coupon_redemption where state = 'RESERVED' and reserved_until <= :now and id in (
                select redemption_id from coupon_use where live and coupon_id in (:coupons))),
            free as (
              select id from person where id <> :person and id in (select person_id from due)
              for no key update skip locked)
            select %s from coupon_redemption
            where id in (select id from due) and state = 'RESERVED' and reserved_until <= :now
              and (person_id = :person or person_id in (select id from free))
            order by id for update""".formatted(Redemption.COLUMNS);

    private record Due(UUID id, UUID person) {}

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return Database.whileMore(this::batch);
    }

    /** A transaction each: none holds the stock of many templates, and one that cannot be ended stops no other. */
    private Uni<Boolean> batch() {
        AtomicInteger ended = new AtomicInteger();
        return due().chain(due -> Database.each(due, one -> end(one).invoke(ended::addAndGet))
                .map(done -> due.size() == BATCH && ended.get() > 0));
    }

    private Uni<List<Due>> due() {
        return database.sql("""
                        select id, person_id from coupon_redemption where state = 'RESERVED' and reserved_until <= :now
                        order by reserved_until limit :batch""")
                .with("now", clock.instant())
                .with("batch", BATCH)
                .list(row -> new Due(row.uuid(0), row.uuid(1)));
    }

    private Uni<Integer> end(Due due) {
        return database.tx(() -> members.holdIfThere(due.person())
                        .chain(() -> database.sql("select " + Redemption.COLUMNS + """
                                 from coupon_redemption where id = :id and state = 'RESERVED' and reserved_until <= :now
                                for update skip locked""")
                                .with("id", due.id())
                                .with("now", clock.instant())
                                .list(Redemption::of))
                        .chain(rows -> Database.each(rows, ending::lapse).replaceWith(rows.size())))
                .onFailure()
                .invoke(failure -> LOG.warnf("Reservation %s is to be ended later: %s", due.id(), failure))
                .onFailure()
                .recoverWithItem(0);
    }

    /** In the caller's transaction, which holds the person, before it takes the coupons. */
    public Uni<Void> of(UUID person, Collection<UUID> coupons) {
        return of(person, coupons, null);
    }

    /** @param over one more that is held and over */
    Uni<Void> of(UUID person, Collection<UUID> coupons, @Nullable Redemption over) {
        return database.sql(DUE)
                .with("now", clock.instant())
                .with("person", person)
                .with("coupons", List.copyOf(coupons))
                .list(Redemption::of)
                .map(due -> with(due, over))
                .chain(due -> due.isEmpty() ? Uni.createFrom().voidItem() : end(due, coupons));
    }

    private static List<Redemption> with(List<Redemption> due, @Nullable Redemption over) {
        List<Redemption> all = new ArrayList<>(due);
        if (over != null && due.stream().noneMatch(one -> one.id().equals(over.id()))) {
            all.add(over);
        }
        return all;
    }

    /** The budgets of all of them are held at once, in the one order, with those of the coupons that are taken next. */
    private Uni<Void> end(List<Redemption> due, Collection<UUID> coupons) {
        return database.sql("""
                        select template_id from coupon where id in (:coupons)
                        union select template_id from coupon_use where live and redemption_id in (:due)""")
                .with("coupons", List.copyOf(coupons))
                .with("due", due.stream().map(Redemption::id).toList())
                .list(row -> row.uuid(0))
                .chain(budgets::hold)
                .chain(() -> Database.each(due, ending::lapse));
    }
}
