package io.guike.work;

import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;

/** Sees days pass, and announces each once, whichever replica sees it first. */
@ApplicationScoped
class PassingDays {

    @Inject
    Database database;

    @Inject
    Outbox outbox;

    @Inject
    Clock clock;

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        LocalDate passed = Days.today(clock).minusDays(1);
        return database.tx(() -> last(passed)
                .chain(since -> since.isBefore(passed)
                        ? enter(passed)
                                .chain(first -> first
                                        ? outbox.announce(new DayHasPassed(Ids.next(), since, passed))
                                        : Uni.createFrom().voidItem())
                        : Uni.createFrom().voidItem()));
    }

    /** A service that never ran begins with the day before. */
    private Uni<LocalDate> last(LocalDate passed) {
        return database.sql("select coalesce(max(day), :before) from passed_day")
                .with("before", passed.minusDays(1))
                .one(row -> row.date(0));
    }

    private Uni<Boolean> enter(LocalDate day) {
        return database.sql("insert into passed_day (day, at) values (:day, :now) on conflict (day) do nothing")
                .with("day", day)
                .with("now", clock.instant())
                .run()
                .map(rows -> rows == 1);
    }
}
