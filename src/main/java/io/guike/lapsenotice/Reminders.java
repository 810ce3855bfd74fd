package io.guike.lapsenotice;

import io.guike.member.ErasePart;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.guike.work.DayHasPassed;
import io.guike.work.Outbox;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Finds whose points lapse soon, a batch of accounts a transaction. */
@ApplicationScoped
class Reminders implements OutboxListener<DayHasPassed>, ErasePart {

    /** Few, because the transaction that tells them all must be short. */
    private static final int BATCH = 50;

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    Clock clock;

    @ConfigProperty(name = "guike.points.remind-days", defaultValue = "7")
    int daysAhead;

    /** Where a batch begins: accounts are gone through in the order of their ids, for one day after the other. */
    private static final class Position {
        private UUID account = new UUID(0, 0);
    }

    private record Found(UUID account, UUID person, long points) {

        static Found of(Row row) {
            return new Found(row.uuid(0), row.uuid(1), row.number(2));
        }
    }

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
                        () -> find(end, position.account).call(found -> announce(end, found)))
                .map(found -> {
                    found.forEach(one -> position.account = one.account());
                    return found.size() == BATCH;
                }));
    }

    private Uni<List<Found>> find(Instant end, UUID after) {
        return database.sql("""
                        select due.origin_id, a.person_id, (
                          select cast(sum(l.remaining) as bigint) from points_account own
                            join points_lot l on l.origin_id = own.origin_id
                          where own.person_id = a.person_id and l.remaining > 0 and l.expires_at = :end)
                        from (
                          select distinct origin_id from points_lot
                          where remaining > 0 and expires_at = :end and origin_id > :after order by origin_id limit :batch) due
                        join points_account a on a.origin_id = due.origin_id order by due.origin_id""")
                .with("end", end)
                .with("after", after)
                .with("batch", BATCH)
                .list(Found::of);
    }

    private Uni<Void> announce(Instant end, List<Found> found) {
        return note(end, found)
                .chain(people -> Database.each(
                        people,
                        person -> outbox.announce(new PointsLapseSoon(
                                person,
                                found.stream()
                                        .filter(one -> one.person().equals(person))
                                        .findFirst()
                                        .orElseThrow()
                                        .points(),
                                Days.of(end.minus(Duration.ofSeconds(1)))))));
    }

    /** @return those who were not told of that day before */
    private Uni<List<UUID>> note(Instant end, List<Found> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return database.sql("""
                        insert into points_reminder (person_id, expires_at, at)
                        select distinct person, cast(:end as timestamptz), cast(:now as timestamptz)
                        from unnest(cast(:people as uuid[])) as these (person)
                        on conflict do nothing returning person_id""")
                .with("end", end)
                .with("now", clock.instant())
                .with("people", found.stream().map(Found::person).toList())
                .list(row -> row.uuid(0));
    }

    private Uni<Void> forgetOld() {
        return Database.whileMore(
                () -> database.sql("""
                                delete from points_reminder where (person_id, expires_at) in (
                                  select person_id, expires_at from points_reminder where expires_at < :now limit 5000)""").with("now", clock.instant()).run().map(gone -> gone == 5000));
    }

    @Override
    public Uni<Void> erase(UUID person, Set<UUID> origins) {
        return database.sql("delete from points_reminder where person_id = :person")
                .with("person", person)
                .run()
                .replaceWithVoid();
    }
}
