package io.guike.roster;

import io.guike.imports.Leftovers;
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
    Leftovers leftovers;

    @Inject
    Lines lines;

    @Inject
    Quarantine quarantine;

    @Inject
    Clock clock;

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return leftovers.letGo("roster_run", this::forgetLines).chain(this::quarantines);
    }

    private Uni<Void> forgetLines(UUID run) {
        return Database.whileMore(() -> database.tx(() -> lines.clear(run)));
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
