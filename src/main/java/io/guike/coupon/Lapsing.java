package io.guike.coupon;

import io.guike.platform.Database;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Writes down at midnight what has lapsed. Everybody judges by the window itself, so nothing depends on when this is
 * done; a batch is a transaction, and what another one holds at the moment is left to the next day.
 */
@ApplicationScoped
class Lapsing implements OutboxListener<DayHasPassed> {

    private static final int BATCH = 500;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    Clock clock;

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "coupon.lapsing";
    }

    /** Not one transaction with the event, because there are many batches. */
    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed passed) {
        return Database.whileMore(() -> database.tx(this::batch)
                .invoke(ended -> metrics.counter("guike.coupon.lapsed").increment(ended))
                .map(ended -> ended == BATCH));
    }

    private Uni<Integer> batch() {
        return database.sql("""
                        with due as (
                          select id from coupon where state = 'ISSUED' and valid_until <= :now
                          order by valid_until limit :batch for update skip locked),
                        lapsed as (
                          update coupon set state = 'EXPIRED', changes = changes + 1 from due where coupon.id = due.id
                          returning coupon.id, coupon.changes)
                        insert into coupon_entry (coupon_id, number, from_state, to_state, cause, at, actor)
                        select id, changes, 'ISSUED', 'EXPIRED', 'EXPIRED', :now, 'system' from lapsed""")
                .with("now", clock.instant())
                .with("batch", BATCH)
                .run();
    }
}
