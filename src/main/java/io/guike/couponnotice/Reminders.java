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
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Notes at midnight who is to be told during the day that coupons of theirs lapse soon. Each coupon falls into one day's
 * reminder; noting it twice changes nothing.
 */
@ApplicationScoped
class Reminders implements OutboxListener<DayHasPassed> {

    private static final int BATCH = 500;

    private static final int KEPT_DAYS = 90;

    /** All coupons of a window may lapse at the same instant: the index goes on by id, so that no batch is read twice. */
    static final String NEXT = """
            select valid_until, id, person_id from coupon
            where state = 'ISSUED' and valid_until <= :by and (valid_until, id) > (:until, :id)
            order by valid_until, id limit :batch""";

    @Inject
    Database database;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "guike.coupon.reminder-days", defaultValue = "3")
    int daysAhead;

    private record Window(Instant after, Instant by) {}

    private record Due(Instant until, UUID id, UUID person) {}

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
        Window window = new Window(
                Days.start(passed.since().plusDays(1).plusDays(daysAhead)), Days.start(today.plusDays(daysAhead)));
        AtomicReference<Cursor> last = new AtomicReference<>(Cursor.at(window.after(), new UUID(-1L, -1L)));
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
                .list(row -> new Due(row.instant(0), row.uuid(1), row.uuid(2)));
    }

    private Uni<Integer> note(List<Due> due, LocalDate today, Window window) {
        List<UUID> people = due.stream().map(Due::person).distinct().sorted().toList();
        return database.sql("""
                        insert into coupon_reminder (id, person_id, day, lapse_after, lapse_by, state, attempts, due_at)
                        select id, person, :day, :after, :by, 'PENDING', 0,
                          cast(:morning as timestamptz) + random() * cast(:spread as integer) * interval '1 second'
                        from unnest(cast(:ids as uuid[]), cast(:people as uuid[])) as told(id, person)
                        on conflict (person_id, day) do nothing""")
                .with("ids", people.stream().map(person -> Ids.next()).toList())
                .with("people", people)
                .with("day", today)
                .with("after", window.after())
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
