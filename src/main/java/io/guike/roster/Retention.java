package io.guike.roster;

import io.guike.imports.Uploads;
import io.guike.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Personal data do not wait for ever: uploads that were never started and quarantines that nobody mends are given up. */
@Singleton
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);

    static final Duration QUARANTINE = Duration.ofDays(90);

    @Inject
    Database database;

    @Inject
    Uploads uploads;

    @Inject
    Lines lines;

    @Inject
    Quarantine quarantine;

    @Inject
    Clock clock;

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return uploads().chain(this::stuck).chain(this::quarantines);
    }

    private Uni<Void> uploads() {
        return database.sql("select id from roster_run where state = 'UPLOADING' and asked_at < :before limit 20")
                .with("before", clock.instant().minus(Uploads.KEPT))
                .list(row -> row.uuid(0))
                .chain(runs -> Database.each(runs, this::giveUp));
    }

    private Uni<Void> giveUp(UUID run) {
        LOG.infof("Roster run %s was never started; what was sent is deleted", run);
        return uploads.clearAll(run).chain(() -> database.tx(() -> forget(run)));
    }

    private Uni<Void> forget(UUID run) {
        return database.sql("delete from roster_run where id = :id and state = 'UPLOADING'")
                .with("id", run)
                .run()
                .chain(gone -> gone == 0 ? Uni.createFrom().voidItem() : uploads.forget(run));
    }

    /** A run that failed for good may be tried again for as long as an upload waits; then what was sent goes. */
    private Uni<Void> stuck() {
        return database.sql("""
                        select r.id from roster_run r where r.state = 'DEAD' and r.due_at < :before
                          and exists (select 1 from import_part p where p.file_id = r.id) limit 20""")
                .with("before", clock.instant().minus(Uploads.KEPT))
                .list(row -> row.uuid(0))
                .chain(runs -> Database.each(runs, this::letGo));
    }

    private Uni<Void> letGo(UUID run) {
        LOG.warnf("Roster run %s failed and nobody tried it again; what was sent is deleted", run);
        return Database.whileMore(() -> database.tx(() -> lines.clear(run))).chain(() -> uploads.clearAll(run));
    }

    private Uni<Void> quarantines() {
        return database.sql("""
                        select distinct q.run_id from roster_quarantine q join roster_run r on r.id = q.run_id
                        where q.at < :before and r.phase = 'OVER' limit 20""")
                .with("before", clock.instant().minus(QUARANTINE))
                .list(row -> row.uuid(0))
                .chain(runs -> Database.each(runs, this::emptyOrGoOn));
    }

    /** What cannot be deleted now is tried again later, and keeps nothing else alive. */
    private Uni<Void> emptyOrGoOn(UUID run) {
        return quarantine.empty(run).onFailure().recoverWithUni(failure -> {
            LOG.warnf(failure, "The quarantine of roster run %s could not be emptied", run);
            return Uni.createFrom().voidItem();
        });
    }
}
