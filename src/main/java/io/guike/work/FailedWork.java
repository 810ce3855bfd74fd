package io.guike.work;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows that queues gave up, whatever queue it was, for head office to look at and to have tried again. */
@ApplicationScoped
class FailedWork {

    private static final int MOST_OF_AN_ERROR = 200;

    @Inject
    Database database;

    @Inject
    WorkQueue.Keeper queues;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * @param what it is about, in the queue's own words; names nobody
     * @param since when it was given up
     */
    record FailedView(
            UUID id,
            String queue,
            String what,
            int attempts,
            @Nullable String lastError,
            Instant since) {}

    /**
     * Newest first.
     *
     * @param queue null for all of them
     * @throws io.guike.platform.Problem {@code work.queue-unknown}
     */
    Uni<Page<FailedView>> list(@Nullable String queue, @Nullable String cursor, int size) {
        Collection<WorkQueue.Terms> asked = queue == null ? queues.known().values() : java.util.List.of(terms(queue));
        Cursor from = Cursor.newestOr(cursor);
        return database.sql("""
                        select id, queue, what, attempts, last_error, due_at from (%s) failed
                        where (due_at, id) < (:at, :before) order by due_at desc, id desc limit :size""".formatted(asked.stream()
                        .map(terms -> rows(terms) + " where state = 'DEAD'")
                        .collect(Collectors.joining(" union all "))))
                .with("at", from.time())
                .with("before", from.id())
                .with("size", size + 1)
                .list(FailedWork::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.since(), row.id())));
    }

    private static String rows(WorkQueue.Terms terms) {
        return "select id, '%s' as queue, cast(%s as text) as what, attempts, last_error, due_at, state from %s"
                .formatted(terms.name(), terms.what(), terms.table());
    }

    private static FailedView view(Row row) {
        String error = row.textOrNull(4);
        return new FailedView(
                row.uuid(0),
                row.text(1),
                row.text(2),
                row.integer(3),
                error == null ? null : LastError.shown(error, MOST_OF_AN_ERROR),
                row.instant(5));
    }

    private WorkQueue.Terms terms(String queue) {
        WorkQueue.Terms terms = queues.known().get(queue);
        if (terms == null) {
            throw WorkProblem.QUEUE_UNKNOWN.problem();
        }
        return terms;
    }

    /**
     * Puts the row back as if it were new: it is taken at once, with all its attempts before it.
     *
     * @return the row as it was
     * @throws io.guike.platform.Problem {@code work.queue-unknown}, {@code work.unknown}; {@code work.not-failed} for
     *     one that waits or is done
     */
    Uni<FailedView> retry(Caller by, String queue, UUID id) {
        WorkQueue.Terms terms = terms(queue);
        return database.tx(() -> given(terms, id)
                .call(() -> database.sql("update " + terms.table()
                                + " set state = 'PENDING', attempts = 0, due_at = :now, lease = null where id = :id")
                        .with("now", clock.instant())
                        .with("id", id)
                        .run())
                .call(row -> audit.record(by, "work.retry", queue + ":" + id, Map.of("what", row.what()))));
    }

    private record Found(FailedView row, boolean dead) {}

    private Uni<FailedView> given(WorkQueue.Terms terms, UUID id) {
        return database.sql(rows(terms) + " where id = :id for update")
                .with("id", id)
                .first(row -> new Found(view(row), row.text(6).equals("DEAD")))
                .map(found -> {
                    if (found == null) {
                        throw WorkProblem.UNKNOWN.problem();
                    }
                    if (!found.dead()) {
                        throw WorkProblem.NOT_FAILED.problem();
                    }
                    return found.row();
                });
    }
}
