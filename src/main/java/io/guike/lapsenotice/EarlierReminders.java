package io.guike.lapsenotice;

import io.guike.member.Members;
import io.guike.notice.Morning;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.work.OutboxListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/**
 * What an older version announced at midnight, one event a person, becomes a row of the queue, and so is told in the
 * morning with what is left then. A row that the queue itself has told stays told.
 */
@ApplicationScoped
class EarlierReminders implements OutboxListener<PointsLapseSoon> {

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Clock clock;

    @Override
    public Class<PointsLapseSoon> event() {
        return PointsLapseSoon.class;
    }

    /** As the older version called it: its deliveries are waiting under this name. */
    @Override
    public String name() {
        return "lapsenotice.message";
    }

    @Override
    public Uni<Void> on(PointsLapseSoon soon) {
        Instant end = Days.start(soon.lastDay().plusDays(1));
        return members.living(soon.personId()).chain(person -> queue(person, end));
    }

    private Uni<Void> queue(UUID person, Instant end) {
        return database.sql("""
                        insert into points_reminder (id, person_id, expires_at, at, state, attempts, due_at)
                        values (:id, :person, :end, :now, 'PENDING', 0,
                          cast(:morning as timestamptz) + random() * cast(:spread as integer) * interval '1 second')
                        on conflict (person_id, expires_at) do update set state = 'PENDING', due_at = excluded.due_at
                          where points_reminder.state = 'DONE' and points_reminder.done_at is null""")
                .with("id", Ids.next())
                .with("person", person)
                .with("end", end)
                .with("now", clock.instant())
                .with("morning", Morning.of(clock.instant()))
                .with("spread", (int) Morning.SPREAD.toSeconds())
                .run()
                .replaceWithVoid();
    }
}
