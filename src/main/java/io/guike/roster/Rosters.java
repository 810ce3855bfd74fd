package io.guike.roster;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.imports.ImportProblem;
import io.guike.imports.SentFile;
import io.guike.imports.Uploads;
import io.guike.imports.Uploads.Manifest;
import io.guike.imports.Uploads.PartView;
import io.guike.imports.Uploads.PartsView;
import io.guike.platform.Cursor;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Ids;
import io.guike.platform.Page;
import io.guike.platform.Row;
import io.guike.vault.Vault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Imports as head office asks for them: told of, sent in parts, started and looked at. */
@ApplicationScoped
class Rosters {

    private static final long MOST_BYTES = 1L << 30;

    @Inject
    Database database;

    @Inject
    Uploads uploads;

    @Inject
    Vault vault;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    /**
     * What an import is about.
     *
     * @param charset {@code UTF-8}, {@code GB18030}, or null where the file is to tell
     * @param corrects the run whose quarantined lines are mended here
     */
    record Plan(
            @Nullable String fileName,
            @Nullable String charset,
            @Nullable UUID corrects) {}

    enum State {
        UPLOADING,
        CHECKING,
        APPLYING,
        DONE,
        /** Given up after many tries; head office can have it tried again, and it goes on where it was. */
        FAILED
    }

    /**
     * @param position how many bytes this state has worked through, of {@code bytes}
     * @param lines records found; all of them once the state is APPLYING
     * @param joined cards that became those of somebody who had shown the phone number before
     * @param levelsKept lines whose level is not the member's, because head office set that by hand
     * @param quarantined lines put there by this run
     * @param open lines that are there still
     */
    record RunView(
            UUID id,
            String fileName,
            @Nullable UUID corrects,
            State state,
            @Nullable String charset,
            long bytes,
            long position,
            long lines,
            long created,
            long joined,
            long updated,
            long unchanged,
            long levelsKept,
            long quarantined,
            long open,
            Instant askedAt,
            @Nullable Instant startedAt,
            @Nullable Instant doneAt) {}

    private static final String VIEW = """
            select r.id, r.file_name, r.corrects, r.phase, r.state, f.charset, f.bytes, f.position, r.lines, r.created,
              r.joined, r.updated, r.unchanged, r.levels_kept, r.quarantined,
              (select count(*) from roster_quarantine q where q.run_id = r.id), r.asked_at, r.started_at, r.done_at
            from roster_run r join import_file f on f.id = r.id""";

    private static RunView view(Row row) {
        return new RunView(
                row.uuid(0),
                row.text(1),
                row.uuidOrNull(2),
                state(row.text(3), row.text(4)),
                row.textOrNull(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11),
                row.number(12),
                row.number(13),
                row.number(14),
                row.number(15),
                row.instant(16),
                row.instantOrNull(17),
                row.instantOrNull(18));
    }

    private static State state(String phase, String state) {
        if (state.equals("DEAD")) {
            return State.FAILED;
        }
        return switch (RosterRun.Phase.valueOf(phase)) {
            case UPLOADING -> State.UPLOADING;
            case CHECKING -> State.CHECKING;
            case APPLYING -> State.APPLYING;
            case CLEARING, OVER -> State.DONE;
        };
    }

    /** @throws io.guike.platform.Problem {@code roster.run-unknown} */
    Uni<RunView> view(UUID id) {
        return database.sql(VIEW + " where r.id = :id")
                .with("id", id)
                .first(Rosters::view)
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem);
    }

    /** Newest first. */
    Uni<Page<RunView>> list(@Nullable String cursor, int size) {
        Cursor from = Cursor.newestOr(cursor);
        return database.sql(VIEW + " where (r.asked_at, r.id) < (:at, :id) order by r.asked_at desc, r.id desc"
                        + " limit :size")
                .with("at", from.time())
                .with("id", from.id())
                .with("size", size + 1)
                .list(Rosters::view)
                .map(rows -> Page.of(rows, size, row -> Cursor.at(row.askedAt(), row.id())));
    }

    /**
     * Begins an import; nothing happens until it is started.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}, {@code roster.not-over} about the corrected run;
     *     {@code request.unsupported} for another charset
     */
    Uni<RunView> create(Caller by, Plan plan) {
        UUID id = Ids.next();
        return database.tx(() -> mustBeOver(plan.corrects())
                .chain(() -> insert(id, by, plan))
                .chain(() -> uploads.open(id, plan.charset()))
                .chain(() -> view(id)));
    }

    private Uni<Integer> insert(UUID id, Caller by, Plan plan) {
        return database.sql("""
                        insert into roster_run (id, file_name, corrects, phase, lines, created, joined, updated, unchanged,
                          quarantined, quarantine_key, asked_by, asked_at, state, attempts, due_at)
                        values (:id, :name, :corrects, 'UPLOADING', 0, 0, 0, 0, 0, 0, :key, :by, :now, 'UPLOADING', 0,
                          :now)""")
                .with("id", id)
                .with("name", Objects.requireNonNullElse(plan.fileName(), "roster.csv"))
                .with("corrects", plan.corrects())
                .with("key", Ids.next())
                .with("by", by.tag())
                .with("now", clock.instant())
                .run();
    }

    private Uni<Void> mustBeOver(@Nullable UUID corrected) {
        return corrected == null
                ? Uni.createFrom().voidItem()
                : view(corrected)
                        .invoke(run -> {
                            if (run.state() != State.DONE) {
                                throw RosterProblem.NOT_OVER.problem();
                            }
                        })
                        .replaceWithVoid();
    }

    /**
     * Takes a part, see {@link Uploads#put}.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}
     */
    Uni<PartView> put(UUID id, int number, byte[] bytes) {
        return uploads.put(id, number, bytes, MOST_BYTES)
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem);
    }

    /** What has arrived so far. */
    Uni<PartsView> parts(UUID id) {
        return view(id).chain(run -> uploads.parts(id));
    }

    /**
     * Lets the import begin once all parts are there, see {@link Uploads#start}.
     *
     * @throws io.guike.platform.Problem {@code roster.run-unknown}; {@code import.refused} for its header
     */
    Uni<RunView> start(Caller by, UUID id, Manifest told) {
        return database.tx(() -> started(by, id, () -> uploads.start(id, told)));
    }

    /** A file that comes in one request: all of the above at once, or nothing. */
    Uni<RunView> importWhole(Caller by, Plan plan, byte[] bytes) {
        return database.tx(() ->
                create(by, plan).chain(run -> started(by, run.id(), () -> uploads.whole(run.id(), bytes, MOST_BYTES))));
    }

    private Uni<RunView> started(Caller by, UUID id, Supplier<Uni<@Nullable SentFile>> starting) {
        return database.sql(RosterRun.SELECT + " where id = :id for update")
                .with("id", id)
                .first(RosterRun::of)
                .onItem()
                .ifNull()
                .failWith(RosterProblem.RUN_UNKNOWN::problem)
                .chain(run -> starting.get().map(Objects::requireNonNull).call(file -> start(run, file)))
                .chain(file -> audit.record(by, "roster.start", "roster-run:" + id, Map.of("bytes", file.bytes())))
                .chain(() -> view(id));
    }

    private Uni<Integer> start(RosterRun run, SentFile file) {
        Layout.of(file.columns(), vault, Days.today(clock));
        if (run.corrects() != null && !Layout.has(file.columns(), Layout.LINE)) {
            throw ImportProblem.UNREADABLE.because("更正文件要保留“行号”列 / a correction keeps the column line");
        }
        return database.sql("""
                        update roster_run set phase = 'CHECKING', state = 'PENDING', started_at = :now, due_at = :now
                        where id = :id""")
                .with("now", clock.instant())
                .with("id", run.id())
                .run();
    }
}
