package io.guike.imports;

import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Lets go of what was sent for runs that nobody started, or that failed for good and nobody tried again. */
@ApplicationScoped
public class Leftovers {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);

    /** Runs at a time; what is left is the next sweep's. */
    private static final int BATCH = 20;

    @Inject
    Database database;

    @Inject
    Uploads uploads;

    @Inject
    Clock clock;

    /**
     * After {@link Uploads#KEPT}. A run that nobody started goes with its file; of one that failed the run stays.
     *
     * @param runs their table, whose rows have the file's {@code id}, {@code state}, {@code asked_at} and {@code due_at}
     * @param own takes away what the capability itself keeps of a run for as long as it may be tried again; may be done
     *     more than once
     */
    public Uni<Void> letGo(String runs, Function<UUID, Uni<Void>> own) {
        return unstarted(runs)
                .chain(found -> Database.each(found, run -> giveUp(runs, run)))
                .chain(() -> failed(runs))
                .chain(found -> Database.each(found, run -> letGo(runs, run, own)));
    }

    private Uni<List<UUID>> unstarted(String runs) {
        return old("select id from %s where state = 'UPLOADING' and asked_at < :before".formatted(runs));
    }

    private Uni<List<UUID>> failed(String runs) {
        return old("""
                select r.id from %s r where r.state = 'DEAD' and r.due_at < :before
                  and exists (select 1 from import_part p where p.file_id = r.id)""".formatted(runs));
    }

    private Uni<List<UUID>> old(String which) {
        return database.sql(which + " limit :most")
                .with("before", clock.instant().minus(Uploads.KEPT))
                .with("most", BATCH)
                .list(row -> row.uuid(0));
    }

    private Uni<Void> giveUp(String runs, UUID run) {
        LOG.infof("%s %s was never started; what was sent is deleted", runs, run);
        return uploads.clearAll(run).chain(() -> database.tx(() -> forget(runs, run)));
    }

    private Uni<Void> forget(String runs, UUID run) {
        return database.sql("delete from %s where id = :id and state = 'UPLOADING'".formatted(runs))
                .with("id", run)
                .run()
                .chain(gone -> gone == 0 ? Uni.createFrom().voidItem() : uploads.forget(run));
    }

    /** The parts go last: by them the run is found again where this is cut. */
    private Uni<Void> letGo(String runs, UUID run, Function<UUID, Uni<Void>> own) {
        LOG.warnf("%s %s failed and nobody tried it again; what was sent is deleted", runs, run);
        return own.apply(run).chain(() -> uploads.clearAll(run));
    }
}
