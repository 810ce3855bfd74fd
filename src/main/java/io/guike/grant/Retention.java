package io.guike.grant;

import io.guike.imports.Leftovers;
import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The numbers in a list are kept for questions, not for good; and what nobody starts is given up. The run itself stays. */
@Singleton
class Retention {

    static final Duration LINES = Duration.ofDays(180);

    @Inject
    Database database;

    @Inject
    Leftovers leftovers;

    @Inject
    IssueLines lines;

    @Inject
    Clock clock;

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        Instant before = clock.instant().minus(LINES);
        return Database.whileMore(() -> database.tx(() -> forgetOne(before)))
                .chain(() -> leftovers.letGo("grant_run", lines::forgetGone));
    }

    private Uni<Boolean> forgetOne(Instant before) {
        return database.sql("""
                        select id from grant_run where lines_kept and asked_at < :before
                          and state not in ('UPLOADING', 'PENDING')
                        order by asked_at limit 1 for no key update skip locked""")
                .with("before", before)
                .first(row -> row.uuid(0))
                .chain(run -> run == null ? Uni.createFrom().item(false) : forgetLines(run));
    }

    private Uni<Boolean> forgetLines(UUID run) {
        return database.sql("""
                        delete from grant_run_line where run_id = :run and line <= (
                          select max(line) from (
                            select line from grant_run_line where run_id = :run order by line limit 5000) first)""")
                .with("run", run)
                .run()
                .chain(gone -> gone > 0
                        ? Uni.createFrom().item(true)
                        : database.sql("update grant_run set lines_kept = false where id = :run")
                                .with("run", run)
                                .run()
                                .replaceWith(true));
    }
}
