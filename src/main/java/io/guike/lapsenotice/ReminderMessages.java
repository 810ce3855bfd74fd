package io.guike.lapsenotice;

import io.guike.notice.Notices;
import io.guike.notice.Notices.Notice;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells people that points of theirs lapse soon. */
@ApplicationScoped
class ReminderMessages {

    @Inject
    Notices notices;

    @Inject
    Database database;

    @Inject
    Clock clock;

    void start(@Observes StartupEvent started) {
        notices.send("points-reminders", "points_reminder", "guike.points.reminders", this::words);
    }

    /** Of the points that are still there. */
    Uni<@Nullable Notice> words(UUID reminder) {
        return database.sql("""
                        select r.person_id, cast(sum(l.remaining) as bigint), r.expires_at
                        from points_reminder r
                          join points_account a on a.person_id = r.person_id
                          join points_lot l on l.origin_id = a.origin_id and l.remaining > 0
                            and l.expires_at = r.expires_at and l.expires_at > :now
                        where r.id = :reminder group by r.person_id, r.expires_at""")
                .with("reminder", reminder)
                .with("now", clock.instant())
                .first(ReminderMessages::notice);
    }

    private static Notice notice(Row row) {
        LocalDate lastDay = Days.of(row.instant(2).minus(Duration.ofSeconds(1)));
        return new Notice(row.uuid(0), "您有 %d 积分将于 %s 到期（当日仍可使用），请及时使用。".formatted(row.number(1), lastDay));
    }
}
