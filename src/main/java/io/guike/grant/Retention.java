package io.guike.grant;

import io.guike.imports.Uploads;
import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The numbers in a list are kept for questions, not for good; and what nobody starts is given up. The run itself stays. */
@Singleton
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final Duration LINES = Duration.ofDays(180);

    @Inject
    Database database;

    @Inject
    Uploads uploads;

    @Inject
    Clock clock;

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        Instant before = clock.instant().minus(LINES);
        return Database.whileMore(() -> database.tx(() -> forgetOne(before)))
                .chain(this::uploads)
                .chain(this::stuck);
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

    private Uni<Void> uploads() {
        return database.sql("select id from grant_run where state = 'UPLOADING' and asked_at < :before limit 20")
                .with("before", clock.instant().minus(Uploads.KEPT))
                .list(row -> row.uuid(0))
                .chain(runs -> Database.each(runs, this::giveUp));
    }

    private Uni<Void> giveUp(UUID run) {
        LOG.infof("Coupon issue %s was never started; what was sent is deleted", run);
        return uploads.clearAll(run).chain(() -> database.tx(() -> forget(run)));
    }

    private Uni<Void> forget(UUID run) {
        return database.sql("delete from grant_run where id = :id and state = 'UPLOADING'")
                .with("id", run)
                .run()
                .chain(gone -> gone == 0 ? Uni.createFrom().voidItem() : uploads.forget(run));
    }

    /** A run that failed for good may be tried again for as long as an upload waits; then what was sent goes. */
    private Uni<Void> stuck() {
        return database.sql("""
                        select r.id from grant_run r where r.state = 'DEAD' and r.due_at < :before
                          and exists (select 1 from import_part p where p.file_id = r.id) limit 20""")
                .with("before", clock.instant().minus(Uploads.KEPT))
                .list(row -> row.uuid(0))
                .chain(runs -> Database.each(runs, this::letGo));
    }

    private Uni<Integer> letGo(UUID run) {
        LOG.warnf("Coupon issue %s failed and nobody tried it again; what was sent is deleted", run);
        return uploads.clearAll(run)
                .chain(() -> database.sql("delete from grant_run_gone where run_id = :run")
                        .with("run", run)
                        .run());
    }
}
