package io.guike.lapsenotice;

import io.guike.notice.Morning;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Settings;
import io.guike.work.DayHasPassed;
import io.guike.work.OutboxListener;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Notes at midnight who is to be told during the day that points of theirs lapse soon, a batch of accounts a
 * transaction. A person and an end make one reminder; noting it twice changes nothing.
 */
@ApplicationScoped
class Reminders implements OutboxListener<DayHasPassed> {

    private static final int BATCH = 500;

    @Inject
    Database database;

    @Inject
    Clock clock;

    @ConfigProperty(name = "guike.points.remind-days", defaultValue = "7")
    int daysAhead;

    void start(@Observes StartupEvent event) {
        Settings.mustLieBetween("guike.points.remind-days", daysAhead, 0, 366);
    }

    /** Where a batch begins: accounts are gone through in the order of their ids, for one day after the other. */
    private static final class Position {
        private UUID account = new UUID(0, 0);
    }

    private record Found(UUID account, UUID person) {}

    @Override
    public Class<DayHasPassed> event() {
        return DayHasPassed.class;
    }

    @Override
    public String name() {
        return "lapsenotice.remind";
    }

    /** In transactions of its own. */
    @Override
    public boolean external() {
        return true;
    }

    @Override
    public Uni<Void> on(DayHasPassed day) {
        return ends().chain(ends -> Database.each(ends, this::remind)).chain(this::forgetOld);
    }

    /** The instants, each the start of a day, at which something lapses within the time. */
    private Uni<List<Instant>> ends() {
        Instant until = Days.start(Days.today(clock).plusDays(daysAhead + 1L));
        return database.sql("""
                        with recursive ends as (
                          (select expires_at from points_lot where remaining > 0 and expires_at > :now
                           order by expires_at limit 1)
                          union all
                          select (select min(l.expires_at) from points_lot l
                                  where l.remaining > 0 and l.expires_at > ends.expires_at)
                          from ends where ends.expires_at <= :until)
                        select expires_at from ends where expires_at <= :until""")
                .with("now", clock.instant())
                .with("until", until)
                .list(row -> row.instant(0));
    }

    private Uni<Void> remind(Instant end) {
        Position position = new Position();
        return Database.whileMore(() -> database.tx(
                        () -> find(end, position.account).call(found -> note(end, found)))
                .map(found -> {
                    found.forEach(one -> position.account = one.account());
                    return found.size() == BATCH;
                }));
    }

    private Uni<List<Found>> find(Instant end, UUID after) {
        return database.sql("""
                        select due.origin_id, a.person_id from (
                          select distinct origin_id from points_lot
                          where remaining > 0 and expires_at = :end and origin_id > :after order by origin_id limit :batch) due
                        join points_account a on a.origin_id = due.origin_id order by due.origin_id""")
                .with("end", end)
                .with("after", after)
                .with("batch", BATCH)
                .list(row -> new Found(row.uuid(0), row.uuid(1)));
    }

    private Uni<Integer> note(Instant end, List<Found> found) {
        List<UUID> people =
                found.stream().map(Found::person).distinct().sorted().toList();
        return database.sql("""
                        insert into points_reminder (id, person_id, expires_at, at, state, attempts, due_at)
                        select id, person, :end, :now, 'PENDING', 0,
                          cast(:morning as timestamptz) + random() * cast(:spread as integer) * interval '1 second'
                        from unnest(cast(:ids as uuid[]), cast(:people as uuid[])) as told (id, person)
                        on conflict (person_id, expires_at) do nothing""")
                .with("ids", people.stream().map(person -> Ids.next()).toList())
                .with("people", people)
                .with("end", end)
                .with("now", clock.instant())
                .with("morning", Morning.of(clock.instant()))
                .with("spread", (int) Morning.SPREAD.toSeconds())
                .run();
    }

    private Uni<Void> forgetOld() {
        return Database.whileMore(
                () -> database.sql("""
                        delete from points_reminder where id in (
                          select id from points_reminder where expires_at < :now limit 5000)""").with("now", clock.instant()).run().map(gone -> gone == 5000));
    }
}
