package io.guike.couponnotice;

import io.guike.notice.Morning;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Notes at midnight who is to be told during the day that coupons of theirs lapse soon: those of the day that came into
 * sight, and those nearer that were got since the midnight before. Noting it twice changes nothing.
 */
@ApplicationScoped
class Reminders implements OutboxListener<DayHasPassed> {

    private static final int BATCH = 500;

    private static final int KEPT_DAYS = 90;

    /** All coupons of a window may lapse at the same instant: the index goes on by id, so that no batch is read twice. */
    static final String NEXT = """
            select valid_until, id, person_id, got_at from coupon
            where state = 'ISSUED' and valid_until <= :by and (valid_until, id) > (:until, :id)
            order by valid_until, id limit :batch""";

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.coupon.reminder-days", defaultValue = "3")
    int daysAhead;

    /**
     * What one midnight looks at.
     *
     * @param from what lapses later, by {@code by}, is still to be used
     * @param seen what lapses by then was noted the midnight before, unless it was got after {@code since}
     */
    record Window(Instant from, Instant seen, Instant since, Instant by) {

        static Window of(DayHasPassed passed, int daysAhead) {
            LocalDate today = passed.day().plusDays(1);
            LocalDate before = passed.since().plusDays(1);
            return new Window(
                    Days.start(today),
                    Days.start(before.plusDays(daysAhead)),
                    Days.start(before),
                    Days.start(today.plusDays(daysAhead)));
        }

        boolean isNew(Due due) {
            return due.gotAt().isBefore(from)
                    && (due.until().isAfter(seen) || !due.gotAt().isBefore(since));
        }

        /** After what the reminder looks for coupons: whoever got some that lapse sooner is told of these as well. */
        Instant after(Due due) {
            return due.until().isAfter(seen) && seen.isAfter(from) ? seen : from;
        }
    }

    record Due(Instant until, UUID id, UUID person, Instant gotAt) {}

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "coupon.reminders";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed passed) {
        LocalDate today = passed.day().plusDays(1);
        Window window = Window.of(passed, daysAhead);
        AtomicReference<Cursor> last = new AtomicReference<>(Cursor.at(window.from(), new UUID(-1L, -1L)));
        return daysAhead <= 0
                ? Uni.createFrom().voidItem()
                : Database.whileMore(() -> database.tx(() -> batch(window, Objects.requireNonNull(last.get()))
                                        .call(due -> note(due, today, window)))
                                .invoke(due -> due.stream()
                                        .reduce((one, next) -> next)
                                        .ifPresent(end -> last.set(Cursor.at(end.until(), end.id()))))
                                .map(due -> due.size() == BATCH))
                        .chain(() -> forgetOld(today));
    }

    private Uni<List<Due>> batch(Window window, Cursor last) {
        return database.sql(NEXT)
                .with("by", window.by())
                .with("until", last.time())
                .with("id", last.id())
                .with("batch", BATCH)
                .list(row -> new Due(row.instant(0), row.uuid(1), row.uuid(2), row.instant(3)));
    }

    private Uni<Integer> note(List<Due> due, LocalDate today, Window window) {
        TreeMap<UUID, Instant> after = new TreeMap<>();
        due.stream()
                .filter(window::isNew)
                .forEach(one -> after.merge(
                        one.person(), window.after(one), (some, other) -> some.isBefore(other) ? some : other));
        return database.sql("""
                        insert into coupon_reminder (id, person_id, day, lapse_after, lapse_by, state, attempts, due_at)
                        select id, person, :day, cast(after as timestamptz), :by, 'PENDING', 0,
                          cast(:morning as timestamptz) + random() * cast(:spread as integer) * interval '1 second'
                        from unnest(cast(:ids as uuid[]), cast(:people as uuid[]), cast(:afters as text[]))
                          as told(id, person, after)
                        on conflict (person_id, day) do update set lapse_after = excluded.lapse_after
                        where coupon_reminder.lapse_after > excluded.lapse_after""")
                .with("ids", after.keySet().stream().map(person -> Ids.next()).toList())
                .with("people", List.copyOf(after.keySet()))
                .with("afters", after.values().stream().map(Instant::toString).toList())
                .with("day", today)
                .with("by", window.by())
                .with("morning", Morning.of(clock.instant()))
                .with("spread", (int) Morning.SPREAD.toSeconds())
                .run();
    }

    private Uni<Void> forgetOld(LocalDate today) {
        return Database.whileMore(() -> database.sql("""
                        delete from coupon_reminder where id in (
                          select id from coupon_reminder where day < :before limit :batch)""")
                .with("before", today.minusDays(KEPT_DAYS))
                .with("batch", BATCH)
                .run()
                .map(gone -> gone == BATCH));
    }
}
